-- Revert schema/private/pending_custom_courses
begin;
set local role dochub_owner;
drop table private.pending_custom_courses;
commit;
