-- Verify functions/discounts/release_discount
begin;
select 1 / (not has_function_privilege('public', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.release_discount(uuid, text)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.release_discount(uuid, text)', 'execute'))::int;
rollback;
