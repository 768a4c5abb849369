-- Verify functions/store/refund_event
begin;
select 1 / (not has_function_privilege('public', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
rollback;
