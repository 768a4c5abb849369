-- Revert functions/private/verified_email
begin;
set local role dochub_owner;
drop function private.verified_email();
commit;
