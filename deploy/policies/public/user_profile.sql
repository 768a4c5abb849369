-- Deploy policies/public/user_profile: stamped from policies/public/user_profile.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Users read their own account and change their name and locale; everything else about it is set by functions.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.user_profile'::regclass
  loop
    execute format('drop policy %I on public.user_profile', v_policy);
  end loop;
end
$$;
alter table public.user_profile enable row level security;
alter table public.user_profile force row level security;

create policy user_profile_select_authenticated on public.user_profile for select to authenticated
  using (user_profile.user_id = (select private.current_user_id()));
comment on policy user_profile_select_authenticated on public.user_profile is 'Users read their own account.';
create policy user_profile_update_authenticated on public.user_profile for update to authenticated
  using (user_profile.user_id = (select private.current_user_id()))
  with check (user_profile.user_id = (select private.current_user_id()));
comment on policy user_profile_update_authenticated on public.user_profile is 'Users change their names and locale, nothing else: the columns are granted one by one.';

create policy user_profile_select_admin on public.user_profile for select to dochub_admin
  using (true);
comment on policy user_profile_select_admin on public.user_profile is 'Administrators read every row.';

create policy user_profile_select_service on public.user_profile for select to service_role
  using (true);
comment on policy user_profile_select_service on public.user_profile is 'Edge functions (service_role) read every row.';

create policy user_profile_select_owner on public.user_profile for select to dochub_owner
  using (true);
comment on policy user_profile_select_owner on public.user_profile is 'Functions read accounts: who is live, an administrator, a tester.';
create policy user_profile_insert_owner on public.user_profile for insert to dochub_owner
  with check (true);
comment on policy user_profile_insert_owner on public.user_profile is 'ensure_user makes an account at its first use.';
create policy user_profile_update_owner on public.user_profile for update to dochub_owner
  using (true)
  with check (true);
comment on policy user_profile_update_owner on public.user_profile is 'Functions keep accounts up to date; erasure leaves a tombstone, so there is no DELETE.';

create policy user_profile_select_backup on public.user_profile for select to dochub_backup
  using (true);
comment on policy user_profile_select_backup on public.user_profile is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.user_profile from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.user_profile to authenticated, dochub_admin, service_role, dochub_backup;
grant update (first_name, last_name, display_name, locale) on table public.user_profile to authenticated;
commit;
