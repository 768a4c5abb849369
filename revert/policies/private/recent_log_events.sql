-- Revert policies/private/recent_log_events
begin;
set local role dochub_owner;
drop policy recent_log_events_select_owner on private.recent_log_events;
drop policy recent_log_events_insert_owner on private.recent_log_events;
drop policy recent_log_events_delete_owner on private.recent_log_events;
drop policy recent_log_events_select_backup on private.recent_log_events;
revoke all on table private.recent_log_events from dochub_backup;
alter table private.recent_log_events no force row level security;
alter table private.recent_log_events disable row level security;
commit;
