-- Revert functions/referrals/grant_referral_reward: stamped from functions/referrals/grant_referral_reward.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.first_payment(uuid), private.reward_answer(uuid,uuid,uuid,boolean), private.grant_referral_reward(uuid,jsonb,timestamp with time zone), public.grant_referral_reward(uuid,jsonb);
commit;
