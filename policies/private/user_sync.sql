-- Each user's generation in the handshake: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.user_sync'::regclass
  loop
    execute format('drop policy %I on private.user_sync', v_policy);
  end loop;
end
$$;
alter table private.user_sync enable row level security;
alter table private.user_sync force row level security;

create policy user_sync_select_owner on private.user_sync for select to dochub_owner
  using (true);
comment on policy user_sync_select_owner on private.user_sync is 'handshake reads the generation.';
create policy user_sync_insert_owner on private.user_sync for insert to dochub_owner
  with check (true);
comment on policy user_sync_insert_owner on private.user_sync is 'ensure_user and bump_user_sync make the row.';
create policy user_sync_update_owner on private.user_sync for update to dochub_owner
  using (true)
  with check (true);
comment on policy user_sync_update_owner on private.user_sync is 'bump_user_sync raises it.';

create policy user_sync_select_backup on private.user_sync for select to dochub_backup
  using (true);
comment on policy user_sync_select_backup on private.user_sync is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.user_sync from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.user_sync to dochub_backup;
