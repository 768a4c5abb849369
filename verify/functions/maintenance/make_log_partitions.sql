-- Verify functions/maintenance/make_log_partitions
begin;
select 1 / (not has_function_privilege('public', 'private.make_log_partitions(interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.make_log_partitions(interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.make_log_partitions(interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.make_log_partitions(interval, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.make_log_partitions(interval, timestamptz)', 'execute'))::int;
rollback;
