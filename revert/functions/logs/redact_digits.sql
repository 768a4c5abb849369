-- Revert functions/logs/redact_digits
begin;
set local role dochub_owner;
drop function private.redact_digits(text);
commit;
