-- Revert functions/courses/save_custom_course: stamped from functions/courses/save_custom_course.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.may_become(text,text), private.course_argument(jsonb), private.save_custom_course(uuid,jsonb,timestamp with time zone), public.save_custom_course(uuid,jsonb);
commit;
