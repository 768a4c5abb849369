-- Deploy policies/private/sync_generations: stamped from policies/private/sync_generations.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- The generations that every handshake compares: functions read and raise them.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.sync_generations'::regclass
  loop
    execute format('drop policy %I on private.sync_generations', v_policy);
  end loop;
end
$$;
alter table private.sync_generations enable row level security;
alter table private.sync_generations force row level security;

create policy sync_generations_select_owner on private.sync_generations for select to dochub_owner
  using (true);
comment on policy sync_generations_select_owner on private.sync_generations is 'handshake reads the generations.';
create policy sync_generations_insert_owner on private.sync_generations for insert to dochub_owner
  with check (true);
comment on policy sync_generations_insert_owner on private.sync_generations is 'Deployments add scopes by ordinary SQL.';
create policy sync_generations_update_owner on private.sync_generations for update to dochub_owner
  using (true)
  with check (true);
comment on policy sync_generations_update_owner on private.sync_generations is 'Functions raise a generation.';
create policy sync_generations_delete_owner on private.sync_generations for delete to dochub_owner
  using (true);
comment on policy sync_generations_delete_owner on private.sync_generations is 'Deployments remove scopes by ordinary SQL.';

create policy sync_generations_select_backup on private.sync_generations for select to dochub_backup
  using (true);
comment on policy sync_generations_select_backup on private.sync_generations is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.sync_generations from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.sync_generations to dochub_backup;
commit;
