-- Revert functions/logs/log_text
begin;
set local role dochub_owner;
drop function private.log_text(jsonb);
commit;
