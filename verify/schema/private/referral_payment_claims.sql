-- Verify schema/private/referral_payment_claims
begin;
select store, environment, transaction_id, user_id, claimed_at from private.referral_payment_claims where false;
select 1 / (obj_description('private.referral_payment_claims'::regclass) is not null)::int;
rollback;
