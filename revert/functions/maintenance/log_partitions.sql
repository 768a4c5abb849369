-- Revert functions/maintenance/log_partitions
begin;
set local role dochub_owner;
drop function private.log_partitions(regclass);
commit;
