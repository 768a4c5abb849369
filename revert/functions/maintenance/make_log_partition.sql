-- Revert functions/maintenance/make_log_partition
begin;
set local role dochub_owner;
drop function private.make_log_partition(text, timestamptz);
commit;
