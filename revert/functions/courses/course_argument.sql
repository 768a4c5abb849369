-- Revert functions/courses/course_argument
begin;
set local role dochub_owner;
drop function private.course_argument(jsonb);
commit;
