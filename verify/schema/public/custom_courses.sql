-- Verify schema/public/custom_courses
begin;
select user_id, custom_course_id, title, status, course, audio, sha256, hold_id, archived_at, revoked_at, created_at, updated_at from public.custom_courses where false;
select 1 / (obj_description('public.custom_courses'::regclass) is not null)::int;
rollback;
