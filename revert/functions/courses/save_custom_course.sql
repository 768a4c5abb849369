-- Revert functions/courses/save_custom_course
begin;
set local role dochub_owner;
drop function public.save_custom_course(uuid, jsonb);
drop function private.save_custom_course(uuid, jsonb, timestamptz);
drop function private.course_argument(jsonb);
drop function private.may_become(text, text);
commit;
