-- Users read their own custom courses, rename and archive them; only functions make them.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.custom_courses'::regclass
  loop
    execute format('drop policy %I on public.custom_courses', v_policy);
  end loop;
end
$$;
alter table public.custom_courses enable row level security;
alter table public.custom_courses force row level security;

create policy custom_courses_select_authenticated on public.custom_courses for select to authenticated
  using (custom_courses.user_id = (select private.current_user_id()));
comment on policy custom_courses_select_authenticated on public.custom_courses is 'Users read their own custom courses.';
create policy custom_courses_update_authenticated on public.custom_courses for update to authenticated
  using (custom_courses.user_id = (select private.current_user_id()))
  with check (custom_courses.user_id = (select private.current_user_id()));
comment on policy custom_courses_update_authenticated on public.custom_courses is 'Users rename and archive their own custom courses, nothing else: the columns are granted one by one.';

create policy custom_courses_select_admin on public.custom_courses for select to dochub_admin
  using (true);
comment on policy custom_courses_select_admin on public.custom_courses is 'Administrators read every row.';

create policy custom_courses_select_service on public.custom_courses for select to service_role
  using (true);
comment on policy custom_courses_select_service on public.custom_courses is 'Edge functions (service_role) read every row.';

create policy custom_courses_select_owner on public.custom_courses for select to dochub_owner
  using (true);
comment on policy custom_courses_select_owner on public.custom_courses is 'Functions read custom courses.';
create policy custom_courses_insert_owner on public.custom_courses for insert to dochub_owner
  with check (true);
comment on policy custom_courses_insert_owner on public.custom_courses is 'Functions save a course, or make it a row when its link is claimed.';
create policy custom_courses_update_owner on public.custom_courses for update to dochub_owner
  using (true)
  with check (true);
comment on policy custom_courses_update_owner on public.custom_courses is 'Functions bring a course up to date or revoke it.';
create policy custom_courses_delete_owner on public.custom_courses for delete to dochub_owner
  using (true);
comment on policy custom_courses_delete_owner on public.custom_courses is 'Erasure deletes the content.';

create policy custom_courses_select_backup on public.custom_courses for select to dochub_backup
  using (true);
comment on policy custom_courses_select_backup on public.custom_courses is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.custom_courses from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.custom_courses to authenticated, dochub_admin, service_role, dochub_backup;
grant update (title, archived_at) on table public.custom_courses to authenticated;
