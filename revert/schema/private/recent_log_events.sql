-- Revert schema/private/recent_log_events
begin;
set local role dochub_owner;
drop table private.recent_log_events;
commit;
