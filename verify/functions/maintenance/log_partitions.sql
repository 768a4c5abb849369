-- Verify functions/maintenance/log_partitions
begin;
select 1 / (not has_function_privilege('public', 'private.log_partitions(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_partitions(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_partitions(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_partitions(regclass)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_partitions(regclass)', 'execute'))::int;
rollback;
