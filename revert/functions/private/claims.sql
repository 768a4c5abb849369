-- Revert functions/private/claims
begin;
set local role dochub_owner;
drop function private.claims();
commit;
