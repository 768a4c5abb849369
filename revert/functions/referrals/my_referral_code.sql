-- Revert functions/referrals/my_referral_code
begin;
set local role dochub_owner;
drop function public.my_referral_code();
commit;
