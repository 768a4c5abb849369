-- Base data: functions read plans, deployments change them as dochub_owner.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.plans'::regclass
  loop
    execute format('drop policy %I on private.plans', v_policy);
  end loop;
end
$$;
alter table private.plans enable row level security;
alter table private.plans force row level security;

create policy plans_select_owner on private.plans for select to dochub_owner
  using (true);
comment on policy plans_select_owner on private.plans is 'Functions and deployments read plans.';
create policy plans_insert_owner on private.plans for insert to dochub_owner
  with check (true);
comment on policy plans_insert_owner on private.plans is 'Deployments add plans by ordinary SQL.';
create policy plans_update_owner on private.plans for update to dochub_owner
  using (true)
  with check (true);
comment on policy plans_update_owner on private.plans is 'Deployments change plans by ordinary SQL.';
create policy plans_delete_owner on private.plans for delete to dochub_owner
  using (true);
comment on policy plans_delete_owner on private.plans is 'Deployments remove plans by ordinary SQL.';

create policy plans_select_backup on private.plans for select to dochub_backup
  using (true);
comment on policy plans_select_backup on private.plans is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.plans from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.plans to dochub_backup;
