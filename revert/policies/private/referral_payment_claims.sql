-- Revert policies/private/referral_payment_claims
begin;
set local role dochub_owner;
drop policy referral_payment_claims_select_owner on private.referral_payment_claims;
drop policy referral_payment_claims_insert_owner on private.referral_payment_claims;
drop policy referral_payment_claims_select_backup on private.referral_payment_claims;
revoke all on table private.referral_payment_claims from dochub_backup;
alter table private.referral_payment_claims no force row level security;
alter table private.referral_payment_claims disable row level security;
commit;
