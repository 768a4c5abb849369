-- Revert policies/public/courses: stamped from policies/public/courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy courses_delete_all on public.courses;
drop policy courses_insert_all on public.courses;
drop policy courses_select_all on public.courses;
drop policy courses_select_published on public.courses;
drop policy courses_update_all on public.courses;
revoke all on table public.courses from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.courses no force row level security, disable row level security;
commit;
