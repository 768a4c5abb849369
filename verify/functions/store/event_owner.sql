-- Verify functions/store/event_owner
begin;
select 1 / (not has_function_privilege('public', 'private.event_owner(public.subscription_events, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.event_owner(public.subscription_events, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.event_owner(public.subscription_events, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.event_owner(public.subscription_events, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.event_owner(public.subscription_events, text)', 'execute'))::int;
rollback;
