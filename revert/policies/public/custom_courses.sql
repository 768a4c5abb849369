-- Revert policies/public/custom_courses: stamped from policies/public/custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy custom_courses_delete_owner on public.custom_courses;
drop policy custom_courses_insert_owner on public.custom_courses;
drop policy custom_courses_select_all on public.custom_courses;
drop policy custom_courses_select_own on public.custom_courses;
drop policy custom_courses_update_own on public.custom_courses;
drop policy custom_courses_update_owner on public.custom_courses;
revoke all on table public.custom_courses from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.custom_courses no force row level security, disable row level security;
commit;
