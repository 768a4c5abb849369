-- Revert functions/maintenance/run_maintenance
begin;
set local role dochub_owner;
drop function private.run_maintenance();
commit;
