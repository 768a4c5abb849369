-- Verify functions/discounts/redeem_discount
begin;
select 1 / (not has_function_privilege('public', 'public.redeem_discount(text, text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.redeem_discount(text, text, text, text, bigint, text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.redeem_discount(text, text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.redeem_discount(text, text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.redeem_discount(text, text, text, text, bigint, text)', 'execute'))::int;
rollback;
