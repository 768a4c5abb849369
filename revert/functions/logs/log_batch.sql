-- Revert functions/logs/log_batch
begin;
set local role dochub_owner;
drop function private.log_batch(jsonb, uuid, text, timestamptz);
commit;
