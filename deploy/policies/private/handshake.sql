-- Deploy policies/private/handshake: stamped from policies/private/handshake.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What tells a phone that something changed.

-- The generations that every handshake compares: functions read and raise them. The scopes are the schema's own.
select private.drop_policies('private.sync_generations');
alter table private.sync_generations enable row level security;
alter table private.sync_generations force row level security;
create policy sync_generations_select_all on private.sync_generations for select to dochub_backup, dochub_owner using (true);
create policy sync_generations_update_owner on private.sync_generations for update to dochub_owner using (true) with check (true);
comment on policy sync_generations_select_all on private.sync_generations is 'handshake reads the generations; backups read every row.';
comment on policy sync_generations_update_owner on private.sync_generations is 'Functions raise a generation.';

-- Each user's generation in the handshake: functions only.
select private.drop_policies('private.user_sync');
alter table private.user_sync enable row level security;
alter table private.user_sync force row level security;
create policy user_sync_select_all on private.user_sync for select to dochub_backup, dochub_owner using (true);
create policy user_sync_insert_owner on private.user_sync for insert to dochub_owner with check (true);
create policy user_sync_update_owner on private.user_sync for update to dochub_owner using (true) with check (true);
comment on policy user_sync_select_all on private.user_sync is 'handshake reads the generation; backups read every row.';
comment on policy user_sync_insert_owner on private.user_sync is 'ensure_user and bump_user_sync make the row.';
comment on policy user_sync_update_owner on private.user_sync is 'bump_user_sync raises it.';

revoke all on table
  private.sync_generations, private.user_sync
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.sync_generations, private.user_sync
  to dochub_backup;
commit;
