-- Deploy policies/public/cohorts: stamped from policies/public/cohorts.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Cohorts hold salts and domains: staff read them, users learn of their own through handshake.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.cohorts'::regclass
  loop
    execute format('drop policy %I on public.cohorts', v_policy);
  end loop;
end
$$;
alter table public.cohorts enable row level security;
alter table public.cohorts force row level security;

create policy cohorts_select_admin on public.cohorts for select to dochub_admin
  using (true);
comment on policy cohorts_select_admin on public.cohorts is 'Administrators read every row.';

create policy cohorts_select_service on public.cohorts for select to service_role
  using (true);
comment on policy cohorts_select_service on public.cohorts is 'Edge functions (service_role) read every row.';

create policy cohorts_select_owner on public.cohorts for select to dochub_owner
  using (true);
comment on policy cohorts_select_owner on public.cohorts is 'Functions and deployments read cohorts.';
create policy cohorts_insert_owner on public.cohorts for insert to dochub_owner
  with check (true);
comment on policy cohorts_insert_owner on public.cohorts is 'save_cohort adds cohorts.';
create policy cohorts_update_owner on public.cohorts for update to dochub_owner
  using (true)
  with check (true);
comment on policy cohorts_update_owner on public.cohorts is 'save_cohort changes cohorts, joining and leaving count their seats.';
create policy cohorts_delete_owner on public.cohorts for delete to dochub_owner
  using (true);
comment on policy cohorts_delete_owner on public.cohorts is 'Deployments remove cohorts by ordinary SQL.';

create policy cohorts_select_backup on public.cohorts for select to dochub_backup
  using (true);
comment on policy cohorts_select_backup on public.cohorts is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.cohorts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.cohorts to dochub_admin, service_role, dochub_backup;
commit;
