-- Verify functions/private/target_user
begin;
select 1 / (not has_function_privilege('public', 'private.target_user(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.target_user(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.target_user(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.target_user(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.target_user(uuid)', 'execute'))::int;
rollback;
