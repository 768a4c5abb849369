-- Verify schema/private/store_subscriptions
begin;
select user_id, store, environment, original_transaction_id, will_renew, pending_product_id, cancel_reason, is_in_billing_retry, paused_at, resumes_at, attributes_at, attributes_notification_id from private.store_subscriptions where false;
select 1 / (obj_description('private.store_subscriptions'::regclass) is not null)::int;
rollback;
