-- Verify functions/discounts/discount_unknown
begin;
select 1 / (not has_function_privilege('public', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.discount_unknown(public.discount_codes)', 'execute'))::int;
rollback;
