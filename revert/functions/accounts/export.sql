-- Revert functions/accounts/export
begin;
set local role dochub_owner;
drop function private.export(uuid);
commit;
