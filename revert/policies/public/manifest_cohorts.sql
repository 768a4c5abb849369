-- Revert policies/public/manifest_cohorts: stamped from policies/public/manifest_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy manifest_cohorts_insert_owner on public.manifest_cohorts;
drop policy manifest_cohorts_select_all on public.manifest_cohorts;
revoke all on table public.manifest_cohorts from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.manifest_cohorts no force row level security, disable row level security;
commit;
