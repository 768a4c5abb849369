-- Revert schema/private/referrals
begin;
set local role dochub_owner;
drop table private.referrals;
commit;
