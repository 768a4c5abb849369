-- Verify functions/maintenance/drop_log_partition
begin;
select 1 / (not has_function_privilege('public', 'private.drop_log_partition(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.drop_log_partition(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.drop_log_partition(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.drop_log_partition(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.drop_log_partition(regclass)', 'execute'))::int;
rollback;
