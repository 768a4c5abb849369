-- Verify functions/store/state
begin;
select 1 / (not has_function_privilege('public', 'public.state(public.subscriptions)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.state(public.subscriptions)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.state(public.subscriptions)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.state(public.subscriptions)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.state(public.subscriptions)', 'execute'))::int;
rollback;
