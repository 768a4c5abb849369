-- Verify schema/public/referral_credits
begin;
select user_id, credit_id, source, amount, remaining, redemption_id, hold_id, level, granted_at, vests_at, vested_at, expires_at, clawed_back_at from public.referral_credits where false;
select 1 / (obj_description('public.referral_credits'::regclass) is not null)::int;
rollback;
