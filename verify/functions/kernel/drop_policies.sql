-- Verify functions/kernel/drop_policies
begin;
select 1 / (not has_function_privilege('public', 'private.drop_policies(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.drop_policies(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.drop_policies(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.drop_policies(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.drop_policies(regclass)', 'execute'))::int;
rollback;
