-- Revert policies/private/user_throttles
begin;
set local role dochub_owner;
drop policy user_throttles_select_owner on private.user_throttles;
drop policy user_throttles_insert_owner on private.user_throttles;
drop policy user_throttles_update_owner on private.user_throttles;
drop policy user_throttles_delete_owner on private.user_throttles;
drop policy user_throttles_select_backup on private.user_throttles;
revoke all on table private.user_throttles from dochub_backup;
alter table private.user_throttles no force row level security;
alter table private.user_throttles disable row level security;
commit;
