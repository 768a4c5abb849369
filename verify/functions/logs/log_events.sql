-- Verify functions/logs/log_events
begin;
select 1 / (not has_function_privilege('public', 'public.log_events(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('anon', 'public.log_events(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.log_events(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.log_events(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.log_events(jsonb)', 'execute'))::int;
rollback;
