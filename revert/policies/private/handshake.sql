-- Revert policies/private/handshake: stamped from policies/private/handshake.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy sync_generations_select_all on private.sync_generations;
drop policy sync_generations_update_owner on private.sync_generations;
revoke all on table private.sync_generations from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.sync_generations no force row level security, disable row level security;
drop policy user_sync_insert_owner on private.user_sync;
drop policy user_sync_select_all on private.user_sync;
drop policy user_sync_update_owner on private.user_sync;
revoke all on table private.user_sync from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.user_sync no force row level security, disable row level security;
commit;
