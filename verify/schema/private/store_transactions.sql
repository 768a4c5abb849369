-- Verify schema/private/store_transactions
begin;
select user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, token_sha256, linked_token_sha256, purchased_at, expires_at, grace_expires_at, price_micros, currency, revoked_at, replaced_at, redemption_id, recorded_at from private.store_transactions where false;
select 1 / (obj_description('private.store_transactions'::regclass) is not null)::int;
rollback;
