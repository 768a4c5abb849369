-- Verify schema/public/subscription_events
begin;
select user_id, event_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state, occurred_at, recorded_at from public.subscription_events where false;
select 1 / (obj_description('public.subscription_events'::regclass) is not null)::int;
rollback;
