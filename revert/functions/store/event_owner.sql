-- Revert functions/store/event_owner
begin;
set local role dochub_owner;
drop function private.event_owner(public.subscription_events, text);
commit;
