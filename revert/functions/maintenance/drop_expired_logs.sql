-- Revert functions/maintenance/drop_expired_logs
begin;
set local role dochub_owner;
drop function private.drop_expired_logs(interval);
commit;
