-- Identifiers of recent log events: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.recent_log_events'::regclass
  loop
    execute format('drop policy %I on private.recent_log_events', v_policy);
  end loop;
end
$$;
alter table private.recent_log_events enable row level security;
alter table private.recent_log_events force row level security;

create policy recent_log_events_select_owner on private.recent_log_events for select to dochub_owner
  using (true);
comment on policy recent_log_events_select_owner on private.recent_log_events is 'log_events finds an event that was sent before; retention reads the times.';
create policy recent_log_events_insert_owner on private.recent_log_events for insert to dochub_owner
  with check (true);
comment on policy recent_log_events_insert_owner on private.recent_log_events is 'log_events remembers an event.';
create policy recent_log_events_delete_owner on private.recent_log_events for delete to dochub_owner
  using (true);
comment on policy recent_log_events_delete_owner on private.recent_log_events is 'Retention and erasure drop identifiers.';

create policy recent_log_events_select_backup on private.recent_log_events for select to dochub_backup
  using (true);
comment on policy recent_log_events_select_backup on private.recent_log_events is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.recent_log_events from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.recent_log_events to dochub_backup;
