-- Verify functions/credits/deduct_credits
begin;
select 1 / (not has_function_privilege('public', 'public.deduct_credits(integer, text, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.deduct_credits(integer, text, text, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.deduct_credits(integer, text, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.deduct_credits(integer, text, text, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.deduct_credits(integer, text, text, uuid)', 'execute'))::int;
rollback;
