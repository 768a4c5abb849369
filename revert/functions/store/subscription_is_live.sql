-- Revert functions/store/subscription_is_live
begin;
set local role dochub_owner;
drop function private.subscription_is_live(uuid, text, text, text, timestamptz);
commit;
