-- Revert policies/private/audit_log
begin;
set local role dochub_owner;
drop policy audit_log_select_owner on private.audit_log;
drop policy audit_log_insert_owner on private.audit_log;
drop policy audit_log_select_backup on private.audit_log;
revoke all on table private.audit_log from dochub_backup;
grant all on table private.audit_log to dochub_owner;
alter table private.audit_log no force row level security;
alter table private.audit_log disable row level security;
commit;
