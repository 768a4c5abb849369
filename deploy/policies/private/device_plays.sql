-- Deploy policies/private/device_plays: stamped from policies/private/device_plays.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- What each device counted: functions only; users read the sums in public.audio_usage.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.device_plays'::regclass
  loop
    execute format('drop policy %I on private.device_plays', v_policy);
  end loop;
end
$$;
alter table private.device_plays enable row level security;
alter table private.device_plays force row level security;

create policy device_plays_select_owner on private.device_plays for select to dochub_owner
  using (true);
comment on policy device_plays_select_owner on private.device_plays is 'record_plays sums the counts.';
create policy device_plays_insert_owner on private.device_plays for insert to dochub_owner
  with check (true);
comment on policy device_plays_insert_owner on private.device_plays is 'record_plays adds what a device played.';
create policy device_plays_update_owner on private.device_plays for update to dochub_owner
  using (true)
  with check (true);
comment on policy device_plays_update_owner on private.device_plays is 'record_plays raises a count.';
create policy device_plays_delete_owner on private.device_plays for delete to dochub_owner
  using (true);
comment on policy device_plays_delete_owner on private.device_plays is 'Erasure deletes play counts.';

create policy device_plays_select_backup on private.device_plays for select to dochub_backup
  using (true);
comment on policy device_plays_select_backup on private.device_plays is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.device_plays from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.device_plays to dochub_backup;
commit;
