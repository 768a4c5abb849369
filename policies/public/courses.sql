-- The shop window: everybody reads published courses, administrators and edge functions manage all of them.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.courses'::regclass
  loop
    execute format('drop policy %I on public.courses', v_policy);
  end loop;
end
$$;
alter table public.courses enable row level security;
alter table public.courses force row level security;

create policy courses_select_anon on public.courses for select to anon
  using (courses.status = 'published');
comment on policy courses_select_anon on public.courses is 'Visitors see what is on sale.';

create policy courses_select_authenticated on public.courses for select to authenticated
  using (courses.status = 'published');
comment on policy courses_select_authenticated on public.courses is 'Users see what is on sale; retired courses that they own come from my_courses().';

create policy courses_select_admin on public.courses for select to dochub_admin
  using (true);
comment on policy courses_select_admin on public.courses is 'Administrators read every course, drafts and retired ones too.';
create policy courses_insert_admin on public.courses for insert to dochub_admin
  with check (true);
comment on policy courses_insert_admin on public.courses is 'Administrators add courses.';
create policy courses_update_admin on public.courses for update to dochub_admin
  using (true)
  with check (true);
comment on policy courses_update_admin on public.courses is 'Administrators change courses.';
create policy courses_delete_admin on public.courses for delete to dochub_admin
  using (true);
comment on policy courses_delete_admin on public.courses is 'Administrators delete courses that nobody bought (a foreign key keeps the others).';

create policy courses_select_service on public.courses for select to service_role
  using (true);
comment on policy courses_select_service on public.courses is 'Edge functions (service_role) read every course.';
create policy courses_insert_service on public.courses for insert to service_role
  with check (true);
comment on policy courses_insert_service on public.courses is 'Edge functions (service_role) add courses.';
create policy courses_update_service on public.courses for update to service_role
  using (true)
  with check (true);
comment on policy courses_update_service on public.courses is 'Edge functions (service_role) change courses.';
create policy courses_delete_service on public.courses for delete to service_role
  using (true);
comment on policy courses_delete_service on public.courses is 'Edge functions (service_role) delete courses that nobody bought.';

create policy courses_select_owner on public.courses for select to dochub_owner
  using (true);
comment on policy courses_select_owner on public.courses is 'Functions and deployments read courses.';
create policy courses_insert_owner on public.courses for insert to dochub_owner
  with check (true);
comment on policy courses_insert_owner on public.courses is 'Deployments add courses by ordinary SQL.';
create policy courses_update_owner on public.courses for update to dochub_owner
  using (true)
  with check (true);
comment on policy courses_update_owner on public.courses is 'Deployments change courses by ordinary SQL.';
create policy courses_delete_owner on public.courses for delete to dochub_owner
  using (true);
comment on policy courses_delete_owner on public.courses is 'Deployments remove courses by ordinary SQL.';

create policy courses_select_backup on public.courses for select to dochub_backup
  using (true);
comment on policy courses_select_backup on public.courses is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.courses from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.courses to anon, authenticated, dochub_backup;
grant select, insert, update, delete on table public.courses to dochub_admin, service_role;
