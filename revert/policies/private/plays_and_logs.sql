-- Revert policies/private/plays_and_logs: stamped from policies/private/plays_and_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy device_plays_delete_owner on private.device_plays;
drop policy device_plays_insert_owner on private.device_plays;
drop policy device_plays_select_all on private.device_plays;
drop policy device_plays_update_owner on private.device_plays;
revoke all on table private.device_plays from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.device_plays no force row level security, disable row level security;
drop policy recent_log_events_delete_owner on private.recent_log_events;
drop policy recent_log_events_insert_owner on private.recent_log_events;
drop policy recent_log_events_select_all on private.recent_log_events;
revoke all on table private.recent_log_events from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.recent_log_events no force row level security, disable row level security;
commit;
