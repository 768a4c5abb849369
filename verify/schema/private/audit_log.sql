-- Verify schema/private/audit_log
begin;
select user_id, entry_id, at, action, actor_id, actor_class, details from private.audit_log where false;
select 1 / (obj_description('private.audit_log'::regclass) is not null)::int;
rollback;
