-- Verify functions/accounts/register_device
begin;
select 1 / (not has_function_privilege('public', 'public.register_device(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.register_device(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.register_device(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.register_device(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.register_device(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.register_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.register_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.register_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.register_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.register_device(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.device_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.device_argument(jsonb)', 'execute'))::int;
rollback;
