-- Verify functions/logs/log_event_fault
begin;
select 1 / (not has_function_privilege('public', 'private.log_event_fault(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_event_fault(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_event_fault(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_event_fault(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_event_fault(jsonb)', 'execute'))::int;
rollback;
