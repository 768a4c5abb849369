-- Revert functions/referrals/grant_referral_reward
begin;
set local role dochub_owner;
drop function public.grant_referral_reward(uuid, jsonb);
commit;
