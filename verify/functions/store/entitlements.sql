-- Verify functions/store/entitlements
begin;
select 1 / (not has_function_privilege('public', 'private.entitlements(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.entitlements(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.entitlements(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.entitlements(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.entitlements(uuid, timestamptz)', 'execute'))::int;
rollback;
