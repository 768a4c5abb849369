-- Verify functions/discounts/validate_discount
begin;
select 1 / (not has_function_privilege('public', 'public.validate_discount(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.validate_discount(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.validate_discount(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.validate_discount(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.validate_discount(text, text, text, bigint, text)', 'execute'))::int;
rollback;
