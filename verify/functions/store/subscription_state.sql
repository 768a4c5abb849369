-- Verify functions/store/subscription_state
begin;
select 1 / (not has_function_privilege('public', 'private.subscription_state(public.subscriptions, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.subscription_state(public.subscriptions, timestamptz)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'private.subscription_state(public.subscriptions, timestamptz)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'private.subscription_state(public.subscriptions, timestamptz)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'private.subscription_state(public.subscriptions, timestamptz)', 'execute'))::int;
rollback;
