-- Whom a manifest is for is read by staff and by handshake only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.manifest_cohorts'::regclass
  loop
    execute format('drop policy %I on public.manifest_cohorts', v_policy);
  end loop;
end
$$;
alter table public.manifest_cohorts enable row level security;
alter table public.manifest_cohorts force row level security;

create policy manifest_cohorts_select_admin on public.manifest_cohorts for select to dochub_admin
  using (true);
comment on policy manifest_cohorts_select_admin on public.manifest_cohorts is 'Administrators read every row.';

create policy manifest_cohorts_select_service on public.manifest_cohorts for select to service_role
  using (true);
comment on policy manifest_cohorts_select_service on public.manifest_cohorts is 'Edge functions (service_role) read every row.';

create policy manifest_cohorts_select_owner on public.manifest_cohorts for select to dochub_owner
  using (true);
comment on policy manifest_cohorts_select_owner on public.manifest_cohorts is 'handshake resolves audiences.';
create policy manifest_cohorts_insert_owner on public.manifest_cohorts for insert to dochub_owner
  with check (true);
comment on policy manifest_cohorts_insert_owner on public.manifest_cohorts is 'publish_manifest links a version to cohorts.';

create policy manifest_cohorts_select_backup on public.manifest_cohorts for select to dochub_backup
  using (true);
comment on policy manifest_cohorts_select_backup on public.manifest_cohorts is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.manifest_cohorts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.manifest_cohorts to dochub_admin, service_role, dochub_backup;
