-- Revert policies/private/sync_generations
begin;
set local role dochub_owner;
drop policy sync_generations_select_owner on private.sync_generations;
drop policy sync_generations_insert_owner on private.sync_generations;
drop policy sync_generations_update_owner on private.sync_generations;
drop policy sync_generations_delete_owner on private.sync_generations;
drop policy sync_generations_select_backup on private.sync_generations;
revoke all on table private.sync_generations from dochub_backup;
alter table private.sync_generations no force row level security;
alter table private.sync_generations disable row level security;
commit;
