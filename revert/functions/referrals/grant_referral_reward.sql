-- Revert functions/referrals/grant_referral_reward
begin;
set local role dochub_owner;
drop function public.grant_referral_reward(uuid, jsonb);
drop function private.grant_referral_reward(uuid, jsonb, timestamptz);
drop function private.payment_argument(jsonb);
drop function private.reward_answer(private.referrals, boolean);
drop function private.first_payment(uuid);
commit;
