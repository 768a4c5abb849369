-- Revert policies/public/courses
begin;
set local role dochub_owner;
drop policy courses_select_published on public.courses;
drop policy courses_select_all on public.courses;
drop policy courses_insert_all on public.courses;
drop policy courses_update_all on public.courses;
drop policy courses_delete_all on public.courses;
revoke all on table public.courses from anon, authenticated, dochub_admin, dochub_backup, service_role;
alter table public.courses no force row level security;
alter table public.courses disable row level security;
commit;
