-- Revert schema/private/audit_log
begin;
set local role dochub_owner;
drop trigger audit_log_append_only on private.audit_log;
drop table private.audit_log;
commit;
