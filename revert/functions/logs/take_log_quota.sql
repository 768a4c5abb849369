-- Revert functions/logs/take_log_quota
begin;
set local role dochub_owner;
drop function private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz);
commit;
