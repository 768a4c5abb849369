-- Revert functions/referrals/use_referral_code
begin;
set local role dochub_owner;
drop function public.use_referral_code(text);
commit;
