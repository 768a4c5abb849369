-- Revert functions/maintenance/drop_log_partition
begin;
set local role dochub_owner;
drop function private.drop_log_partition(regclass);
commit;
