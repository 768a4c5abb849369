-- Revert functions/logs/redact
begin;
set local role dochub_owner;
drop function private.redact(text);
commit;
