-- Revert functions/accounts/claim_email
begin;
set local role dochub_owner;
drop function private.claim_email(uuid, text, timestamptz);
commit;
