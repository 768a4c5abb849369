-- Verify functions/private/ensure_user
begin;
select 1 / (not has_function_privilege('public', 'private.ensure_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.ensure_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.ensure_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.ensure_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.ensure_user(uuid, timestamptz)', 'execute'))::int;
rollback;
