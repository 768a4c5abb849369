-- Verify functions/discounts/discount_chain
begin;
select 1 / (not has_function_privilege('public', 'public.discount_chain(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.discount_chain(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.discount_chain(text)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.discount_chain(text)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.discount_chain(text)', 'execute'))::int;
rollback;
