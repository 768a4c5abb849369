-- Verify schema/private/idempotency_keys
begin;
select user_id, operation, caller_class, key_sha256, parameters, answer, created_at, kept_until from private.idempotency_keys where false;
select 1 / (obj_description('private.idempotency_keys'::regclass) is not null)::int;
rollback;
