-- Revert functions/accounts/erase
begin;
set local role dochub_owner;
drop function private.erase(uuid, text, timestamptz);
commit;
