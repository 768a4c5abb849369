-- Verify functions/store/event_argument
begin;
select 1 / (not has_function_privilege('public', 'private.event_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.event_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.event_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.event_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.event_argument(jsonb)', 'execute'))::int;
rollback;
