-- Verify schema/private/pending_custom_courses
begin;
select purchase_id, custom_course_id, title, status, course, audio, sha256, created_at from private.pending_custom_courses where false;
select 1 / (obj_description('private.pending_custom_courses'::regclass) is not null)::int;
rollback;
