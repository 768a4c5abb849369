-- Revert functions/logs/redact_run
begin;
set local role dochub_owner;
drop function private.redact_run(text);
commit;
