-- Revert policies/public/analytics: stamped from policies/public/analytics.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy analytics_delete_own on public.analytics;
drop policy analytics_delete_owner on public.analytics;
drop policy analytics_insert_own on public.analytics;
drop policy analytics_select_all on public.analytics;
drop policy analytics_select_own on public.analytics;
drop policy analytics_update_own on public.analytics;
revoke all on table public.analytics from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.analytics no force row level security, disable row level security;
commit;
