-- Deploy policies/public/custom_courses: stamped from policies/public/custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own custom courses, rename and archive them; only functions make them.
select private.drop_policies('public.custom_courses');
alter table public.custom_courses enable row level security;
alter table public.custom_courses force row level security;

create policy custom_courses_select_own on public.custom_courses for select to authenticated
  using (custom_courses.user_id = (select private.current_user_id()));
create policy custom_courses_update_own on public.custom_courses for update to authenticated
  using (custom_courses.user_id = (select private.current_user_id())) with check (custom_courses.user_id = (select private.current_user_id()));
create policy custom_courses_select_all on public.custom_courses for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy custom_courses_insert_owner on public.custom_courses for insert to dochub_owner with check (true);
create policy custom_courses_update_owner on public.custom_courses for update to dochub_owner using (true) with check (true);
create policy custom_courses_delete_owner on public.custom_courses for delete to dochub_owner using (true);

revoke all on table public.custom_courses from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.custom_courses to authenticated, dochub_admin, service_role, dochub_backup;
grant update (title, archived_at) on table public.custom_courses to authenticated;

comment on policy custom_courses_select_own on public.custom_courses is 'Users read their own custom courses.';
comment on policy custom_courses_update_own on public.custom_courses is 'Users rename and archive their own custom courses, nothing else: the columns are granted one by one.';
comment on policy custom_courses_select_all on public.custom_courses is 'Administrators, edge functions and backups read every row; functions read custom courses.';
comment on policy custom_courses_insert_owner on public.custom_courses is 'Functions save a course, or make it a row when its link is claimed.';
comment on policy custom_courses_update_owner on public.custom_courses is 'Functions bring a course up to date or revoke it.';
comment on policy custom_courses_delete_owner on public.custom_courses is 'Erasure deletes the content.';
commit;
