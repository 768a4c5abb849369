-- Revert schema/private/referral_code_claims
begin;
set local role dochub_owner;
drop table private.referral_code_claims;
commit;
