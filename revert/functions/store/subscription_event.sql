-- Revert functions/store/subscription_event
begin;
set local role dochub_owner;
drop function private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz);
drop function private.connected_refs(text, text, text[]);
drop function private.subscription_is_live(uuid, text, text, text, timestamptz);
drop function private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz);
drop function private.claim_event(uuid, public.subscription_events, timestamptz);
drop function private.subscription_family(uuid, text, text, text);
commit;
