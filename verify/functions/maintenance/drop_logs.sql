-- Verify functions/maintenance/drop_logs
begin;
select 1 / (not has_function_privilege('public', 'private.drop_logs(timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.drop_logs(timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.drop_logs(timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.drop_logs(timestamptz, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.drop_logs(timestamptz, timestamptz)', 'execute'))::int;
rollback;
