-- Verify schema/private/referral_clawbacks
begin;
select user_id, credit_id, refunded_at, settled_at, taken_credits from private.referral_clawbacks where false;
select 1 / (obj_description('private.referral_clawbacks'::regclass) is not null)::int;
rollback;
