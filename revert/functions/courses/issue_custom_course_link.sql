-- Revert functions/courses/issue_custom_course_link
begin;
set local role dochub_owner;
drop function public.issue_custom_course_link(text, jsonb, jsonb, interval);
commit;
