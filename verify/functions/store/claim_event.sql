-- Verify functions/store/claim_event
begin;
select 1 / (not has_function_privilege('public', 'private.claim_event(uuid, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claim_event(uuid, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claim_event(uuid, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claim_event(uuid, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claim_event(uuid, public.subscription_events, timestamptz)', 'execute'))::int;
rollback;
