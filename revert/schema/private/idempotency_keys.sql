-- Revert schema/private/idempotency_keys
begin;
set local role dochub_owner;
drop table private.idempotency_keys;
commit;
