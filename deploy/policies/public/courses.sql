-- Deploy policies/public/courses: stamped from policies/public/courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- The shop window: everybody reads published courses, administrators and edge functions manage all of them.
select private.drop_policies('public.courses');
alter table public.courses enable row level security;
alter table public.courses force row level security;

create policy courses_select_published on public.courses for select to anon, authenticated using (courses.status = 'published');
create policy courses_select_all on public.courses for select to dochub_admin, service_role, dochub_backup, dochub_owner using (true);
create policy courses_insert_all on public.courses for insert to dochub_admin, service_role, dochub_owner with check (true);
create policy courses_update_all on public.courses for update to dochub_admin, service_role, dochub_owner using (true) with check (true);
create policy courses_delete_all on public.courses for delete to dochub_admin, service_role, dochub_owner using (true);

revoke all on table public.courses from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.courses to anon, authenticated, dochub_backup;
grant select, insert, update, delete on table public.courses to dochub_admin, service_role;

comment on policy courses_select_published on public.courses is 'Everybody sees what is on sale; retired courses that users own come from my_courses().';
comment on policy courses_select_all on public.courses is 'Administrators and edge functions read every course, drafts and retired ones too; so do functions, deployments and backups.';
comment on policy courses_insert_all on public.courses is 'Administrators, edge functions and deployments add courses.';
comment on policy courses_update_all on public.courses is 'Administrators, edge functions and deployments change courses.';
comment on policy courses_delete_all on public.courses is 'Administrators, edge functions and deployments delete courses that nobody bought (a foreign key keeps the others).';
commit;
