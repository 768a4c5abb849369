-- Verify functions/credits/reserve_credits
begin;
select 1 / (not has_function_privilege('public', 'public.reserve_credits(integer, text, interval, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.reserve_credits(integer, text, interval, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.reserve_credits(integer, text, interval, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.reserve_credits(integer, text, interval, text, uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.reserve_credits(integer, text, interval, text, uuid)', 'execute'))::int;
rollback;
