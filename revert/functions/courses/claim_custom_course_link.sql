-- Revert functions/courses/claim_custom_course_link: stamped from functions/courses/claim_custom_course_link.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function public.peek_custom_course_link(text), private.claim_custom_course_link(uuid,text,text,timestamp with time zone), public.claim_custom_course_link(text);
commit;
