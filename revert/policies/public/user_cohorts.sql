-- Revert policies/public/user_cohorts: stamped from policies/public/user_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy user_cohorts_delete_owner on public.user_cohorts;
drop policy user_cohorts_insert_owner on public.user_cohorts;
drop policy user_cohorts_select_all on public.user_cohorts;
drop policy user_cohorts_select_own on public.user_cohorts;
drop policy user_cohorts_update_owner on public.user_cohorts;
revoke all on table public.user_cohorts from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.user_cohorts no force row level security, disable row level security;
commit;
