-- Verify functions/logs/log_context
begin;
select 1 / (not has_function_privilege('public', 'private.log_context(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_context(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_context(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_context(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_context(jsonb)', 'execute'))::int;
rollback;
