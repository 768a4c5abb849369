-- Experiments that users were enrolled in: functions only, users see the one that counts in user_cohorts.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.sticky_cohorts'::regclass
  loop
    execute format('drop policy %I on private.sticky_cohorts', v_policy);
  end loop;
end
$$;
alter table private.sticky_cohorts enable row level security;
alter table private.sticky_cohorts force row level security;

create policy sticky_cohorts_select_owner on private.sticky_cohorts for select to dochub_owner
  using (true);
comment on policy sticky_cohorts_select_owner on private.sticky_cohorts is 'Functions look up which experiment a user keeps.';
create policy sticky_cohorts_insert_owner on private.sticky_cohorts for insert to dochub_owner
  with check (true);
comment on policy sticky_cohorts_insert_owner on private.sticky_cohorts is 'The first handshake that finds a user in an experiment remembers it.';
create policy sticky_cohorts_update_owner on private.sticky_cohorts for update to dochub_owner
  using (true)
  with check (true);
comment on policy sticky_cohorts_update_owner on private.sticky_cohorts is 'An experiment that counts again is remembered as the last one.';
create policy sticky_cohorts_delete_owner on private.sticky_cohorts for delete to dochub_owner
  using (true);
comment on policy sticky_cohorts_delete_owner on private.sticky_cohorts is 'Erasure forgets.';

create policy sticky_cohorts_select_backup on private.sticky_cohorts for select to dochub_backup
  using (true);
comment on policy sticky_cohorts_select_backup on private.sticky_cohorts is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.sticky_cohorts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.sticky_cohorts to dochub_backup;
