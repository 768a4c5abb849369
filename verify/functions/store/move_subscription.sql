-- Verify functions/store/move_subscription
begin;
select 1 / (not has_function_privilege('public', 'private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz)', 'execute'))::int;
rollback;
