-- Deploy policies/public/audio_usage: stamped from policies/public/audio_usage.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Users read their own play counts; only record_plays writes them.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.audio_usage'::regclass
  loop
    execute format('drop policy %I on public.audio_usage', v_policy);
  end loop;
end
$$;
alter table public.audio_usage enable row level security;
alter table public.audio_usage force row level security;

create policy audio_usage_select_authenticated on public.audio_usage for select to authenticated
  using (audio_usage.user_id = (select private.current_user_id()));
comment on policy audio_usage_select_authenticated on public.audio_usage is 'Users read their own play counts.';

create policy audio_usage_select_admin on public.audio_usage for select to dochub_admin
  using (true);
comment on policy audio_usage_select_admin on public.audio_usage is 'Administrators read every row.';

create policy audio_usage_select_service on public.audio_usage for select to service_role
  using (true);
comment on policy audio_usage_select_service on public.audio_usage is 'Edge functions (service_role) read every row.';

create policy audio_usage_select_owner on public.audio_usage for select to dochub_owner
  using (true);
comment on policy audio_usage_select_owner on public.audio_usage is 'Functions read play counts.';
create policy audio_usage_insert_owner on public.audio_usage for insert to dochub_owner
  with check (true);
comment on policy audio_usage_insert_owner on public.audio_usage is 'record_plays adds audio files.';
create policy audio_usage_update_owner on public.audio_usage for update to dochub_owner
  using (true)
  with check (true);
comment on policy audio_usage_update_owner on public.audio_usage is 'record_plays raises counts.';
create policy audio_usage_delete_owner on public.audio_usage for delete to dochub_owner
  using (true);
comment on policy audio_usage_delete_owner on public.audio_usage is 'Erasure deletes play counts.';

create policy audio_usage_select_backup on public.audio_usage for select to dochub_backup
  using (true);
comment on policy audio_usage_select_backup on public.audio_usage is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.audio_usage from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.audio_usage to authenticated, dochub_admin, service_role, dochub_backup;
commit;
