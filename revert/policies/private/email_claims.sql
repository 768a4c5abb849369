-- Revert policies/private/email_claims
begin;
set local role dochub_owner;
drop policy email_claims_select_owner on private.email_claims;
drop policy email_claims_insert_owner on private.email_claims;
drop policy email_claims_update_owner on private.email_claims;
drop policy email_claims_delete_owner on private.email_claims;
drop policy email_claims_select_backup on private.email_claims;
revoke all on table private.email_claims from dochub_backup;
alter table private.email_claims no force row level security;
alter table private.email_claims disable row level security;
commit;
