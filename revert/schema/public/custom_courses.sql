-- Revert schema/public/custom_courses: stamped from schema/public/custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.custom_courses;
commit;
