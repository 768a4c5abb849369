-- Revert policies/private/idempotency_keys
begin;
set local role dochub_owner;
drop policy idempotency_keys_select_owner on private.idempotency_keys;
drop policy idempotency_keys_insert_owner on private.idempotency_keys;
drop policy idempotency_keys_update_owner on private.idempotency_keys;
drop policy idempotency_keys_delete_owner on private.idempotency_keys;
drop policy idempotency_keys_select_backup on private.idempotency_keys;
revoke all on table private.idempotency_keys from dochub_backup;
alter table private.idempotency_keys no force row level security;
alter table private.idempotency_keys disable row level security;
commit;
