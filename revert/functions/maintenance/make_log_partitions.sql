-- Revert functions/maintenance/make_log_partitions
begin;
set local role dochub_owner;
drop function private.make_log_partitions(interval, timestamptz);
commit;
