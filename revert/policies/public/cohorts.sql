-- Revert policies/public/cohorts: stamped from policies/public/cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy cohorts_insert_owner on public.cohorts;
drop policy cohorts_select_all on public.cohorts;
drop policy cohorts_update_owner on public.cohorts;
revoke all on table public.cohorts from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.cohorts no force row level security, disable row level security;
commit;
