-- Revert functions/logs/redact_numbers
begin;
set local role dochub_owner;
drop function private.redact_numbers(text);
commit;
