-- Revert functions/store/claim_event
begin;
set local role dochub_owner;
drop function private.claim_event(uuid, public.subscription_events, timestamptz);
commit;
