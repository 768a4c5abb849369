-- Revert functions/accounts/mark_tester
begin;
set local role dochub_owner;
drop function private.mark_tester(uuid, boolean, timestamptz);
commit;
