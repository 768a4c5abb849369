-- Verify functions/maintenance/lock_log_tables
begin;
select 1 / (not has_function_privilege('public', 'private.lock_log_tables()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.lock_log_tables()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.lock_log_tables()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.lock_log_tables()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.lock_log_tables()', 'execute'))::int;
rollback;
