-- Revert policies/private/receipt_claims
begin;
set local role dochub_owner;
drop policy receipt_claims_select_owner on private.receipt_claims;
drop policy receipt_claims_insert_owner on private.receipt_claims;
drop policy receipt_claims_update_owner on private.receipt_claims;
drop policy receipt_claims_select_backup on private.receipt_claims;
revoke all on table private.receipt_claims from dochub_backup;
alter table private.receipt_claims no force row level security;
alter table private.receipt_claims disable row level security;
commit;
