-- Revert functions/logs/partitions
begin;
set local role dochub_owner;
drop function private.ensure_log_partitions(interval);
drop function private.make_log_partitions(interval, timestamptz);
drop function private.log_partitions(regclass);
drop function private.lock_log_tables();
drop function private.make_log_partition(text, timestamptz);
drop function private.drop_expired_logs(interval);
drop function private.drop_logs(timestamptz, timestamptz);
drop function private.drop_log_partition(regclass);
commit;
