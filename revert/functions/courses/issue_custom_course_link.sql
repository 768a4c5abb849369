-- Revert functions/courses/issue_custom_course_link: stamped from functions/courses/issue_custom_course_link.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.link_sha256(text), private.new_link_token(), private.issue_custom_course_link(text,jsonb,jsonb,interval,timestamp with time zone), public.issue_custom_course_link(text,jsonb,jsonb,interval);
commit;
