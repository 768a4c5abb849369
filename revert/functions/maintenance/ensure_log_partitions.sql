-- Revert functions/maintenance/ensure_log_partitions
begin;
set local role dochub_owner;
drop function private.ensure_log_partitions(interval);
commit;
