-- Verify functions/store/take_subscription_event
begin;
select 1 / (not has_function_privilege('public', 'private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz)', 'execute'))::int;
rollback;
