-- Verify schema/private/receipt_claims
begin;
select store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at from private.receipt_claims where false;
select 1 / (obj_description('private.receipt_claims'::regclass) is not null)::int;
rollback;
