-- Revert functions/logs/partitions: stamped from functions/logs/partitions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.drop_logs(timestamp with time zone,timestamp with time zone), private.drop_expired_logs(interval), private.make_log_partition(text,timestamp with time zone), private.lock_log_tables(), private.log_partitions(regclass), private.make_log_partitions(interval,timestamp with time zone), private.ensure_log_partitions(interval);
commit;
