-- Revert functions/kernel/drop_policies
begin;
set local role dochub_owner;
drop function private.drop_policies(regclass);
commit;
