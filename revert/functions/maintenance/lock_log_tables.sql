-- Revert functions/maintenance/lock_log_tables
begin;
set local role dochub_owner;
drop function private.lock_log_tables();
commit;
