-- Revert functions/private/refuse_change
begin;
set local role dochub_owner;
drop function private.refuse_change();
commit;
