-- Verify functions/store/keep_event
begin;
select 1 / (not has_function_privilege('public', 'private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz)', 'execute'))::int;
rollback;
