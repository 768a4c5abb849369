-- Verify schema/public/subscriptions
begin;
select user_id, plan, product_id, store, environment, transaction_id, original_transaction_id, token_sha256, started_at, expires_at, grace_expires_at, will_renew, pending_product_id, cancel_reason, is_in_billing_retry, paused_at, resumes_at, revoked_at, price_micros, currency from public.subscriptions where false;
select 1 / (obj_description('public.subscriptions'::regclass) is not null)::int;
rollback;
