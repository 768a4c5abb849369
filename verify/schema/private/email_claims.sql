-- Verify schema/private/email_claims
begin;
select email, user_id, claimed_at from private.email_claims where false;
select 1 / (obj_description('private.email_claims'::regclass) is not null)::int;
rollback;
