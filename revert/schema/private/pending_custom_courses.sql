-- Revert schema/private/pending_custom_courses: stamped from schema/private/pending_custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.pending_custom_courses;
commit;
