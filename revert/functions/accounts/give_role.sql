-- Revert functions/accounts/give_role
begin;
set local role dochub_owner;
drop function private.give_role(uuid, text, timestamptz);
commit;
