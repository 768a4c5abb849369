-- Revert functions/store/take_subscription_event
begin;
set local role dochub_owner;
drop function private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz);
commit;
