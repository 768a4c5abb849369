-- Deploy policies/private/pending_custom_courses: stamped from policies/private/pending_custom_courses.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Courses of buyers without an account: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.pending_custom_courses'::regclass
  loop
    execute format('drop policy %I on private.pending_custom_courses', v_policy);
  end loop;
end
$$;
alter table private.pending_custom_courses enable row level security;
alter table private.pending_custom_courses force row level security;

create policy pending_custom_courses_select_owner on private.pending_custom_courses for select to dochub_owner
  using (true);
comment on policy pending_custom_courses_select_owner on private.pending_custom_courses is 'Functions look up what a link gives.';
create policy pending_custom_courses_insert_owner on private.pending_custom_courses for insert to dochub_owner
  with check (true);
comment on policy pending_custom_courses_insert_owner on private.pending_custom_courses is 'issue_custom_course_link puts the course here.';
create policy pending_custom_courses_update_owner on private.pending_custom_courses for update to dochub_owner
  using (true)
  with check (true);
comment on policy pending_custom_courses_update_owner on private.pending_custom_courses is 'A link that is issued again may bring a newer course.';
create policy pending_custom_courses_delete_owner on private.pending_custom_courses for delete to dochub_owner
  using (true);
comment on policy pending_custom_courses_delete_owner on private.pending_custom_courses is 'The claim takes the course out.';

create policy pending_custom_courses_select_backup on private.pending_custom_courses for select to dochub_backup
  using (true);
comment on policy pending_custom_courses_select_backup on private.pending_custom_courses is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.pending_custom_courses from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.pending_custom_courses to dochub_backup;
commit;
