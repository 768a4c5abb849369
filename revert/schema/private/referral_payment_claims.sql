-- Revert schema/private/referral_payment_claims
begin;
set local role dochub_owner;
drop table private.referral_payment_claims;
commit;
