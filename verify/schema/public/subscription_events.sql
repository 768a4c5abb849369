-- Verify schema/public/subscription_events
begin;
select user_id, event_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state, occurred_at, recorded_at, plan, token_sha256, linked_token_sha256, purchased_at, expires_at, grace_expires_at, revoked_at, price_micros, currency, will_renew, pending_product_id, cancel_reason, resumes_at from public.subscription_events where false;
select 1 / (obj_description('public.subscription_events'::regclass) is not null)::int;
rollback;
