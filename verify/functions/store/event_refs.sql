-- Verify functions/store/event_refs
begin;
select 1 / (not has_function_privilege('public', 'private.event_refs(public.subscription_events)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.event_refs(public.subscription_events)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.event_refs(public.subscription_events)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.event_refs(public.subscription_events)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.event_refs(public.subscription_events)', 'execute'))::int;
rollback;
