-- Revert functions/logs/passes_luhn
begin;
set local role dochub_owner;
drop function private.passes_luhn(text);
commit;
