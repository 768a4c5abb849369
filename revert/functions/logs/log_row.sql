-- Revert functions/logs/log_row
begin;
set local role dochub_owner;
drop function private.log_row(jsonb, uuid, text, timestamptz);
commit;
