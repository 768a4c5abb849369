-- Revert schema/public/referral_credits
begin;
set local role dochub_owner;
drop table public.referral_credits;
commit;
