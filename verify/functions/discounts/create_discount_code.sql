-- Verify functions/discounts/create_discount_code
begin;
select 1 / (not has_function_privilege('public', 'public.create_discount_code(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.create_discount_code(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.create_discount_code(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.create_discount_code(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.create_discount_code(jsonb)', 'execute'))::int;
rollback;
