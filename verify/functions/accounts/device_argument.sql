-- Verify functions/accounts/device_argument
begin;
select 1 / (not has_function_privilege('public', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.device_argument(jsonb)', 'execute'))::int;
rollback;
