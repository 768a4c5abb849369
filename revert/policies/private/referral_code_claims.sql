-- Revert policies/private/referral_code_claims
begin;
set local role dochub_owner;
drop policy referral_code_claims_select_owner on private.referral_code_claims;
drop policy referral_code_claims_insert_owner on private.referral_code_claims;
drop policy referral_code_claims_delete_owner on private.referral_code_claims;
drop policy referral_code_claims_select_backup on private.referral_code_claims;
revoke all on table private.referral_code_claims from dochub_backup;
alter table private.referral_code_claims no force row level security;
alter table private.referral_code_claims disable row level security;
commit;
