-- Deploy policies/public/analytics: stamped from policies/public/analytics.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- The one table that the app writes itself: users do everything with their own settings, and nothing with another user's.
select private.drop_policies('public.analytics');
alter table public.analytics enable row level security;
alter table public.analytics force row level security;

create policy analytics_select_own on public.analytics for select to authenticated
  using (analytics.user_id = (select private.current_user_id()));
create policy analytics_insert_own on public.analytics for insert to authenticated
  with check (analytics.user_id = (select private.current_user_id()));
create policy analytics_update_own on public.analytics for update to authenticated
  using (analytics.user_id = (select private.current_user_id())) with check (analytics.user_id = (select private.current_user_id()));
create policy analytics_delete_own on public.analytics for delete to authenticated
  using (analytics.user_id = (select private.current_user_id()));
create policy analytics_select_all on public.analytics for select to dochub_admin, service_role, dochub_backup, dochub_owner using (true);
create policy analytics_delete_owner on public.analytics for delete to dochub_owner using (true);

revoke all on table public.analytics from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select, delete on table public.analytics to authenticated;
grant select on table public.analytics to dochub_admin, service_role, dochub_backup;
grant insert (user_id, analytics_id, course_code, custom_course_id, voice, induction, background, deepening) on table public.analytics to authenticated;
grant update (user_id, analytics_id, course_code, custom_course_id, voice, induction, background, deepening) on table public.analytics to authenticated;

comment on policy analytics_select_own on public.analytics is 'Users read their own settings.';
comment on policy analytics_insert_own on public.analytics is 'Users add settings in their own name only; the two times are the server''s.';
comment on policy analytics_update_own on public.analytics is 'Users change their own settings and cannot hand them to another user. All but the two times are granted, because an upsert sets each column that it sends.';
comment on policy analytics_delete_own on public.analytics is 'Users delete their own settings.';
comment on policy analytics_select_all on public.analytics is 'Administrators, edge functions and backups read every row; export_my_data reads settings.';
comment on policy analytics_delete_owner on public.analytics is 'Erasure deletes settings.';
commit;
