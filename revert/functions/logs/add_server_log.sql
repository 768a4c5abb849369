-- Revert functions/logs/add_server_log
begin;
set local role dochub_owner;
drop function private.add_server_log(jsonb, uuid, timestamptz);
commit;
