-- Revert functions/courses/peek_custom_course_link
begin;
set local role dochub_owner;
drop function public.peek_custom_course_link(text);
commit;
