-- Verify schema/private/referrals
begin;
select user_id, referrer_id, referred_at, credit_id, store, environment, transaction_id, amount_micros, currency, paid_at, rewarded_at from private.referrals where false;
select 1 / (obj_description('private.referrals'::regclass) is not null)::int;
rollback;
