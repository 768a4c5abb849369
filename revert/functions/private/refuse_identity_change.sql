-- Revert functions/private/refuse_identity_change
begin;
set local role dochub_owner;
drop function private.refuse_identity_change();
commit;
