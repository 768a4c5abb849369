-- Revert functions/store/fold_events
begin;
set local role dochub_owner;
drop function private.fold_events(uuid, text, text, public.subscription_events[]);
commit;
