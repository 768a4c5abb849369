-- Verify functions/private/lock_user
begin;
select 1 / (not has_function_privilege('public', 'private.lock_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.lock_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.lock_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.lock_user(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.lock_user(uuid, timestamptz)', 'execute'))::int;
rollback;
