-- Revert functions/store/keep_event
begin;
set local role dochub_owner;
drop function private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz);
commit;
