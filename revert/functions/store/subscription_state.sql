-- Revert functions/store/subscription_state
begin;
set local role dochub_owner;
drop function private.subscription_state(public.subscriptions, timestamptz);
commit;
