-- Revert functions/store/refund_event
begin;
set local role dochub_owner;
drop function private.refund_event(public.subscription_events, integer, timestamptz);
commit;
