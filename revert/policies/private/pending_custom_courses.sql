-- Revert policies/private/pending_custom_courses
begin;
set local role dochub_owner;
drop policy pending_custom_courses_select_owner on private.pending_custom_courses;
drop policy pending_custom_courses_insert_owner on private.pending_custom_courses;
drop policy pending_custom_courses_update_owner on private.pending_custom_courses;
drop policy pending_custom_courses_delete_owner on private.pending_custom_courses;
drop policy pending_custom_courses_select_backup on private.pending_custom_courses;
revoke all on table private.pending_custom_courses from dochub_backup;
alter table private.pending_custom_courses no force row level security;
alter table private.pending_custom_courses disable row level security;
commit;
