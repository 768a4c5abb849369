-- Revert policies/public/master_manifests: stamped from policies/public/master_manifests.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy master_manifests_insert_owner on public.master_manifests;
drop policy master_manifests_select_all on public.master_manifests;
drop policy master_manifests_update_owner on public.master_manifests;
revoke all on table public.master_manifests from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.master_manifests no force row level security, disable row level security;
commit;
