-- Revert policies/private/plays_and_logs
begin;
set local role dochub_owner;
drop policy device_plays_select_all on private.device_plays;
drop policy device_plays_insert_owner on private.device_plays;
drop policy device_plays_update_owner on private.device_plays;
drop policy device_plays_delete_owner on private.device_plays;
drop policy recent_log_events_select_all on private.recent_log_events;
drop policy recent_log_events_insert_owner on private.recent_log_events;
drop policy recent_log_events_delete_owner on private.recent_log_events;
revoke all on table private.device_plays from dochub_backup;
revoke all on table private.recent_log_events from dochub_backup;
alter table private.device_plays no force row level security;
alter table private.recent_log_events no force row level security;
alter table private.device_plays disable row level security;
alter table private.recent_log_events disable row level security;
commit;
