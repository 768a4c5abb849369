-- Revert functions/logs/log_client_ts
begin;
set local role dochub_owner;
drop function private.log_client_ts(jsonb);
commit;
