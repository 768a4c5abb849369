-- Revert functions/store/move_subscription
begin;
set local role dochub_owner;
drop function private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz);
commit;
