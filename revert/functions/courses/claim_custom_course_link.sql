-- Revert functions/courses/claim_custom_course_link
begin;
set local role dochub_owner;
drop function public.claim_custom_course_link(text);
drop function private.claim_custom_course_link(uuid, text, text, timestamptz);
commit;
