-- Deploy policies/public/master_manifests: stamped from policies/public/master_manifests.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Manifests reach users through handshake only, which picks the versions meant for them.
select private.drop_policies('public.master_manifests');
alter table public.master_manifests enable row level security;
alter table public.master_manifests force row level security;

create policy master_manifests_select_all on public.master_manifests for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy master_manifests_insert_owner on public.master_manifests for insert to dochub_owner with check (true);
create policy master_manifests_update_owner on public.master_manifests for update to dochub_owner using (true) with check (true);

revoke all on table public.master_manifests from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.master_manifests to dochub_admin, service_role, dochub_backup;

comment on policy master_manifests_select_all on public.master_manifests is 'Administrators, edge functions and backups read every row; handshake resolves and serves manifests.';
comment on policy master_manifests_insert_owner on public.master_manifests is 'publish_manifest adds a version.';
comment on policy master_manifests_update_owner on public.master_manifests is 'retire_manifest ends a version.';
commit;
