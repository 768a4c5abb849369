-- Revert functions/store/subscription_family
begin;
set local role dochub_owner;
drop function private.subscription_family(uuid, text, text, text);
commit;
