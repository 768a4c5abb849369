-- Revert functions/private/refuse_erased
begin;
set local role dochub_owner;
drop function private.refuse_erased();
commit;
