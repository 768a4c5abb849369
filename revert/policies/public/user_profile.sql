-- Revert policies/public/user_profile
begin;
set local role dochub_owner;
drop policy user_profile_select_own on public.user_profile;
drop policy user_profile_update_own on public.user_profile;
drop policy user_profile_select_all on public.user_profile;
drop policy user_profile_insert_owner on public.user_profile;
drop policy user_profile_update_owner on public.user_profile;
revoke all on table public.user_profile from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.user_profile no force row level security;
alter table public.user_profile disable row level security;
commit;
