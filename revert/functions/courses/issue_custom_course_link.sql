-- Revert functions/courses/issue_custom_course_link
begin;
set local role dochub_owner;
drop function public.issue_custom_course_link(text, jsonb, jsonb, interval);
drop function private.issue_custom_course_link(text, jsonb, jsonb, interval, timestamptz);
drop function private.new_link_token();
drop function private.link_sha256(text);
commit;
