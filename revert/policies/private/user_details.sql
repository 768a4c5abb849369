-- Revert policies/private/user_details
begin;
set local role dochub_owner;
drop policy user_details_select_owner on private.user_details;
drop policy user_details_insert_owner on private.user_details;
drop policy user_details_update_owner on private.user_details;
drop policy user_details_delete_owner on private.user_details;
drop policy user_details_select_backup on private.user_details;
revoke all on table private.user_details from dochub_backup;
alter table private.user_details no force row level security;
alter table private.user_details disable row level security;
commit;
