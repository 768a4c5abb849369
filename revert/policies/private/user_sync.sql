-- Revert policies/private/user_sync
begin;
set local role dochub_owner;
drop policy user_sync_select_owner on private.user_sync;
drop policy user_sync_insert_owner on private.user_sync;
drop policy user_sync_update_owner on private.user_sync;
drop policy user_sync_select_backup on private.user_sync;
revoke all on table private.user_sync from dochub_backup;
alter table private.user_sync no force row level security;
alter table private.user_sync disable row level security;
commit;
