-- Verify schema/private/store_inbox
begin;
select store, environment, notification_id, user_id, event_type, transaction_id, original_transaction_id, payload, disposition, deliveries, occurred_at, received_at, bound_at, token_sha256, linked_token_sha256 from private.store_inbox where false;
select 1 / (obj_description('private.store_inbox'::regclass) is not null)::int;
rollback;
