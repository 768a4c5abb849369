-- Revert functions/logs/run_maintenance
begin;
set local role dochub_owner;
drop function private.run_maintenance();
drop function private.tidy(text, timestamptz);
commit;
