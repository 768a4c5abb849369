-- Base data: apply_store_event reads the stores' types here, deployments change them as dochub_owner.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.store_event_types'::regclass
  loop
    execute format('drop policy %I on private.store_event_types', v_policy);
  end loop;
end
$$;
alter table private.store_event_types enable row level security;
alter table private.store_event_types force row level security;

create policy store_event_types_select_owner on private.store_event_types for select to dochub_owner
  using (true);
comment on policy store_event_types_select_owner on private.store_event_types is 'Functions and deployments read types.';
create policy store_event_types_insert_owner on private.store_event_types for insert to dochub_owner
  with check (true);
comment on policy store_event_types_insert_owner on private.store_event_types is 'Deployments add types by ordinary SQL.';
create policy store_event_types_update_owner on private.store_event_types for update to dochub_owner
  using (true)
  with check (true);
comment on policy store_event_types_update_owner on private.store_event_types is 'Deployments change types by ordinary SQL.';
create policy store_event_types_delete_owner on private.store_event_types for delete to dochub_owner
  using (true);
comment on policy store_event_types_delete_owner on private.store_event_types is 'Deployments remove types by ordinary SQL.';

create policy store_event_types_select_backup on private.store_event_types for select to dochub_backup
  using (true);
comment on policy store_event_types_select_backup on private.store_event_types is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.store_event_types from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.store_event_types to dochub_backup;
