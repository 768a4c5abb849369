-- Revert policies/public/user_profile: stamped from policies/public/user_profile.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy user_profile_insert_owner on public.user_profile;
drop policy user_profile_select_all on public.user_profile;
drop policy user_profile_select_own on public.user_profile;
drop policy user_profile_update_own on public.user_profile;
drop policy user_profile_update_owner on public.user_profile;
revoke all on table public.user_profile from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.user_profile no force row level security, disable row level security;
commit;
