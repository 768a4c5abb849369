-- Deploy policies/public/analytics: stamped from policies/public/analytics.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- The one table that the app writes itself: users do everything with their own settings, and nothing with another user's.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.analytics'::regclass
  loop
    execute format('drop policy %I on public.analytics', v_policy);
  end loop;
end
$$;
alter table public.analytics enable row level security;
alter table public.analytics force row level security;

create policy analytics_select_authenticated on public.analytics for select to authenticated
  using (analytics.user_id = (select private.current_user_id()));
comment on policy analytics_select_authenticated on public.analytics is 'Users read their own settings.';
create policy analytics_insert_authenticated on public.analytics for insert to authenticated
  with check (analytics.user_id = (select private.current_user_id()));
comment on policy analytics_insert_authenticated on public.analytics is 'Users add settings in their own name only; the two times are the server''s.';
create policy analytics_update_authenticated on public.analytics for update to authenticated
  using (analytics.user_id = (select private.current_user_id()))
  with check (analytics.user_id = (select private.current_user_id()));
comment on policy analytics_update_authenticated on public.analytics is 'Users change their own settings and cannot hand them to another user. All but the two times are granted, because an upsert sets each column that it sends.';
create policy analytics_delete_authenticated on public.analytics for delete to authenticated
  using (analytics.user_id = (select private.current_user_id()));
comment on policy analytics_delete_authenticated on public.analytics is 'Users delete their own settings.';

create policy analytics_select_admin on public.analytics for select to dochub_admin
  using (true);
comment on policy analytics_select_admin on public.analytics is 'Administrators read every row.';

create policy analytics_select_service on public.analytics for select to service_role
  using (true);
comment on policy analytics_select_service on public.analytics is 'Edge functions (service_role) read every row.';

create policy analytics_select_owner on public.analytics for select to dochub_owner
  using (true);
comment on policy analytics_select_owner on public.analytics is 'export_my_data reads settings.';
create policy analytics_delete_owner on public.analytics for delete to dochub_owner
  using (true);
comment on policy analytics_delete_owner on public.analytics is 'Erasure deletes settings.';

create policy analytics_select_backup on public.analytics for select to dochub_backup
  using (true);
comment on policy analytics_select_backup on public.analytics is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.analytics from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select, delete on table public.analytics to authenticated;
grant select on table public.analytics to dochub_admin, service_role, dochub_backup;
grant insert (user_id, analytics_id, course_code, custom_course_id, voice, induction, background, deepening) on table public.analytics to authenticated;
grant update (user_id, analytics_id, course_code, custom_course_id, voice, induction, background, deepening) on table public.analytics to authenticated;
commit;
