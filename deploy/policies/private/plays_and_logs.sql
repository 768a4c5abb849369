-- Deploy policies/private/plays_and_logs: stamped from policies/private/plays_and_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What makes a play or an event that is sent twice count once.

-- What each device counted: functions only; users read the sums in public.audio_usage.
select private.drop_policies('private.device_plays');
alter table private.device_plays enable row level security;
alter table private.device_plays force row level security;
create policy device_plays_select_all on private.device_plays for select to dochub_backup, dochub_owner using (true);
create policy device_plays_insert_owner on private.device_plays for insert to dochub_owner with check (true);
create policy device_plays_update_owner on private.device_plays for update to dochub_owner using (true) with check (true);
create policy device_plays_delete_owner on private.device_plays for delete to dochub_owner using (true);
comment on policy device_plays_select_all on private.device_plays is 'record_plays sums the counts; backups read every row.';
comment on policy device_plays_insert_owner on private.device_plays is 'record_plays adds what a device played.';
comment on policy device_plays_update_owner on private.device_plays is 'record_plays raises a count.';
comment on policy device_plays_delete_owner on private.device_plays is 'Erasure deletes play counts.';

-- Identifiers of recent log events: functions only.
select private.drop_policies('private.recent_log_events');
alter table private.recent_log_events enable row level security;
alter table private.recent_log_events force row level security;
create policy recent_log_events_select_all on private.recent_log_events for select to dochub_backup, dochub_owner using (true);
create policy recent_log_events_insert_owner on private.recent_log_events for insert to dochub_owner with check (true);
create policy recent_log_events_delete_owner on private.recent_log_events for delete to dochub_owner using (true);
comment on policy recent_log_events_select_all on private.recent_log_events is 'log_events finds an event that was sent before, retention reads the times; backups read every row.';
comment on policy recent_log_events_insert_owner on private.recent_log_events is 'log_events remembers an event.';
comment on policy recent_log_events_delete_owner on private.recent_log_events is 'Retention and erasure drop identifiers.';

revoke all on table
  private.device_plays, private.recent_log_events
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.device_plays, private.recent_log_events
  to dochub_backup;
commit;
