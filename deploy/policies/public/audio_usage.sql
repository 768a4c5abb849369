-- Deploy policies/public/audio_usage: stamped from policies/public/audio_usage.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own play counts; only record_plays writes them.
select private.drop_policies('public.audio_usage');
alter table public.audio_usage enable row level security;
alter table public.audio_usage force row level security;

create policy audio_usage_select_own on public.audio_usage for select to authenticated
  using (audio_usage.user_id = (select private.current_user_id()));
create policy audio_usage_select_all on public.audio_usage for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy audio_usage_insert_owner on public.audio_usage for insert to dochub_owner with check (true);
create policy audio_usage_update_owner on public.audio_usage for update to dochub_owner using (true) with check (true);
create policy audio_usage_delete_owner on public.audio_usage for delete to dochub_owner using (true);

revoke all on table public.audio_usage from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.audio_usage to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy audio_usage_select_own on public.audio_usage is 'Users read their own play counts.';
comment on policy audio_usage_select_all on public.audio_usage is 'Administrators, edge functions and backups read every row; functions read play counts.';
comment on policy audio_usage_insert_owner on public.audio_usage is 'record_plays adds audio files.';
comment on policy audio_usage_update_owner on public.audio_usage is 'record_plays raises counts.';
comment on policy audio_usage_delete_owner on public.audio_usage is 'Erasure deletes play counts.';
commit;
