-- Verify schema/private/store_refunds
begin;
select store, environment, notification_id, transaction_id, kind, refund_notification_id, percentage, user_id, taken_percentage, taken_credits, reversed_at, occurred_at, received_at, applied_at from private.store_refunds where false;
select 1 / (obj_description('private.store_refunds'::regclass) is not null)::int;
rollback;
