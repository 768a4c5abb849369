-- Deploy policies/public/user_profile: stamped from policies/public/user_profile.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own account and change their name and locale; everything else about it is set by functions.
select private.drop_policies('public.user_profile');
alter table public.user_profile enable row level security;
alter table public.user_profile force row level security;

create policy user_profile_select_own on public.user_profile for select to authenticated
  using (user_profile.user_id = (select private.current_user_id()));
create policy user_profile_update_own on public.user_profile for update to authenticated
  using (user_profile.user_id = (select private.current_user_id())) with check (user_profile.user_id = (select private.current_user_id()));
create policy user_profile_select_all on public.user_profile for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy user_profile_insert_owner on public.user_profile for insert to dochub_owner with check (true);
create policy user_profile_update_owner on public.user_profile for update to dochub_owner using (true) with check (true);

revoke all on table public.user_profile from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.user_profile to authenticated, dochub_admin, service_role, dochub_backup;
grant update (first_name, last_name, display_name, locale) on table public.user_profile to authenticated;

comment on policy user_profile_select_own on public.user_profile is 'Users read their own account.';
comment on policy user_profile_update_own on public.user_profile is 'Users change their names and locale, nothing else: the columns are granted one by one.';
comment on policy user_profile_select_all on public.user_profile is 'Administrators, edge functions and backups read every row; functions read accounts: who is live, an administrator, a tester.';
comment on policy user_profile_insert_owner on public.user_profile is 'ensure_user makes an account at its first use.';
comment on policy user_profile_update_owner on public.user_profile is 'Functions keep accounts up to date; erasure leaves a tombstone, so there is no DELETE.';
commit;
