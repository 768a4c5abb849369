-- Revert functions/store/purchase_event
begin;
set local role dochub_owner;
drop function private.take_purchase_event(text, public.subscription_events, text, text, integer, integer, jsonb, timestamptz);
drop function private.refund_event(public.subscription_events, integer, timestamptz);
commit;
