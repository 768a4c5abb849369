-- Revert schema/public/courses
begin;
set local role dochub_owner;
drop trigger courses_touch on public.courses;
drop table public.courses;
commit;
