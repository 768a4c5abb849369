-- Revert functions/maintenance/drop_logs
begin;
set local role dochub_owner;
drop function private.drop_logs(timestamptz, timestamptz);
commit;
