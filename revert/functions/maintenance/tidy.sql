-- Revert functions/maintenance/tidy
begin;
set local role dochub_owner;
drop function private.tidy(text, timestamptz);
commit;
