-- Verify functions/logs/run_maintenance
begin;
select 1 / (not has_function_privilege('public', 'private.run_maintenance()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.run_maintenance()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.run_maintenance()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.run_maintenance()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.run_maintenance()', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.tidy(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.tidy(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.tidy(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.tidy(text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.tidy(text, timestamptz)', 'execute'))::int;
rollback;
