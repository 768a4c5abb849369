-- Revert schema/private/referral_clawbacks
begin;
set local role dochub_owner;
drop table private.referral_clawbacks;
commit;
