-- Verify functions/maintenance/ensure_log_partitions
begin;
select 1 / (not has_function_privilege('public', 'private.ensure_log_partitions(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.ensure_log_partitions(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.ensure_log_partitions(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.ensure_log_partitions(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.ensure_log_partitions(interval)', 'execute'))::int;
rollback;
