-- Verify functions/store/purchase_event
begin;
select 1 / (not has_function_privilege('public', 'private.take_purchase_event(text, public.subscription_events, text, text, integer, integer, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.take_purchase_event(text, public.subscription_events, text, text, integer, integer, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.take_purchase_event(text, public.subscription_events, text, text, integer, integer, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.take_purchase_event(text, public.subscription_events, text, text, integer, integer, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.take_purchase_event(text, public.subscription_events, text, text, integer, integer, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.refund_event(public.subscription_events, integer, timestamptz)', 'execute'))::int;
rollback;
