-- Revert policies/public/manifest_cohorts
begin;
set local role dochub_owner;
drop policy manifest_cohorts_select_all on public.manifest_cohorts;
drop policy manifest_cohorts_insert_owner on public.manifest_cohorts;
revoke all on table public.manifest_cohorts from dochub_admin, dochub_backup, service_role;
alter table public.manifest_cohorts no force row level security;
alter table public.manifest_cohorts disable row level security;
commit;
