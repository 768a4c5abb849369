-- Revert functions/logs/log_payload_bytes
begin;
set local role dochub_owner;
drop function private.log_payload_bytes(jsonb);
commit;
