-- Revert functions/store/event_kind
begin;
set local role dochub_owner;
drop function private.event_kind(public.subscription_events);
commit;
