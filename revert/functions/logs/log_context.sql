-- Revert functions/logs/log_context
begin;
set local role dochub_owner;
drop function private.log_context(jsonb);
commit;
