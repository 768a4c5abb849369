-- Verify schema/private/referral_code_claims
begin;
select referral_code, user_id, claimed_at from private.referral_code_claims where false;
select 1 / (obj_description('private.referral_code_claims'::regclass) is not null)::int;
rollback;
