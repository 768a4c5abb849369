-- Revert policies/private/handshake
begin;
set local role dochub_owner;
drop policy sync_generations_select_all on private.sync_generations;
drop policy sync_generations_insert_owner on private.sync_generations;
drop policy sync_generations_update_owner on private.sync_generations;
drop policy sync_generations_delete_owner on private.sync_generations;
drop policy user_sync_select_all on private.user_sync;
drop policy user_sync_insert_owner on private.user_sync;
drop policy user_sync_update_owner on private.user_sync;
revoke all on table private.sync_generations from dochub_backup;
revoke all on table private.user_sync from dochub_backup;
alter table private.sync_generations no force row level security;
alter table private.user_sync no force row level security;
alter table private.sync_generations disable row level security;
alter table private.user_sync disable row level security;
commit;
