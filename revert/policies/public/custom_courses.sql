-- Revert policies/public/custom_courses
begin;
set local role dochub_owner;
drop policy custom_courses_select_own on public.custom_courses;
drop policy custom_courses_update_own on public.custom_courses;
drop policy custom_courses_select_all on public.custom_courses;
drop policy custom_courses_insert_owner on public.custom_courses;
drop policy custom_courses_update_owner on public.custom_courses;
drop policy custom_courses_delete_owner on public.custom_courses;
revoke all on table public.custom_courses from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.custom_courses no force row level security;
alter table public.custom_courses disable row level security;
commit;
