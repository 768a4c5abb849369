-- Revert functions/store/event_refs
begin;
set local role dochub_owner;
drop function private.event_refs(public.subscription_events);
commit;
