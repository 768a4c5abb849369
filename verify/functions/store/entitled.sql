-- Verify functions/store/entitled
begin;
select 1 / (not has_function_privilege('public', 'public.entitled(public.subscriptions)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.entitled(public.subscriptions)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.entitled(public.subscriptions)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.entitled(public.subscriptions)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.entitled(public.subscriptions)', 'execute'))::int;
rollback;
