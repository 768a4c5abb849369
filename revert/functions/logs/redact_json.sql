-- Revert functions/logs/redact_json
begin;
set local role dochub_owner;
drop function private.redact_json(jsonb, integer);
commit;
