-- Revert schema/public/custom_courses
begin;
set local role dochub_owner;
drop trigger custom_courses_touch on public.custom_courses;
drop trigger custom_courses_sync on public.custom_courses;
drop table public.custom_courses;
commit;
