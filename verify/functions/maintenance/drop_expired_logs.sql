-- Verify functions/maintenance/drop_expired_logs
begin;
select 1 / (not has_function_privilege('public', 'private.drop_expired_logs(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.drop_expired_logs(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.drop_expired_logs(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.drop_expired_logs(interval)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.drop_expired_logs(interval)', 'execute'))::int;
rollback;
