-- Deploy policies/public/master_manifests: stamped from policies/public/master_manifests.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Manifests reach users through handshake only, which picks the versions meant for them.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.master_manifests'::regclass
  loop
    execute format('drop policy %I on public.master_manifests', v_policy);
  end loop;
end
$$;
alter table public.master_manifests enable row level security;
alter table public.master_manifests force row level security;

create policy master_manifests_select_admin on public.master_manifests for select to dochub_admin
  using (true);
comment on policy master_manifests_select_admin on public.master_manifests is 'Administrators read every row.';

create policy master_manifests_select_service on public.master_manifests for select to service_role
  using (true);
comment on policy master_manifests_select_service on public.master_manifests is 'Edge functions (service_role) read every row.';

create policy master_manifests_select_owner on public.master_manifests for select to dochub_owner
  using (true);
comment on policy master_manifests_select_owner on public.master_manifests is 'handshake resolves and serves manifests.';
create policy master_manifests_insert_owner on public.master_manifests for insert to dochub_owner
  with check (true);
comment on policy master_manifests_insert_owner on public.master_manifests is 'publish_manifest adds a version.';
create policy master_manifests_update_owner on public.master_manifests for update to dochub_owner
  using (true)
  with check (true);
comment on policy master_manifests_update_owner on public.master_manifests is 'retire_manifest ends a version.';

create policy master_manifests_select_backup on public.master_manifests for select to dochub_backup
  using (true);
comment on policy master_manifests_select_backup on public.master_manifests is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.master_manifests from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.master_manifests to dochub_admin, service_role, dochub_backup;
commit;
