-- Revert functions/logs/log_event_fault
begin;
set local role dochub_owner;
drop function private.log_event_fault(jsonb);
commit;
