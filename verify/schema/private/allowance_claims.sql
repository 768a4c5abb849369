-- Verify schema/private/allowance_claims
begin;
select store, environment, original_transaction_id, week_of, user_id from private.allowance_claims where false;
select 1 / (obj_description('private.allowance_claims'::regclass) is not null)::int;
rollback;
