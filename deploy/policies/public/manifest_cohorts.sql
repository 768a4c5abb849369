-- Deploy policies/public/manifest_cohorts: stamped from policies/public/manifest_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Whom a manifest is for is read by staff and by handshake only.
select private.drop_policies('public.manifest_cohorts');
alter table public.manifest_cohorts enable row level security;
alter table public.manifest_cohorts force row level security;

create policy manifest_cohorts_select_all on public.manifest_cohorts for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy manifest_cohorts_insert_owner on public.manifest_cohorts for insert to dochub_owner with check (true);

revoke all on table public.manifest_cohorts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.manifest_cohorts to dochub_admin, service_role, dochub_backup;

comment on policy manifest_cohorts_select_all on public.manifest_cohorts is 'Administrators, edge functions and backups read every row; handshake resolves audiences.';
comment on policy manifest_cohorts_insert_owner on public.manifest_cohorts is 'publish_manifest links a version to cohorts.';
commit;
