-- Base data: functions answer from this registry, deployments change it as dochub_owner.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.error_codes'::regclass
  loop
    execute format('drop policy %I on private.error_codes', v_policy);
  end loop;
end
$$;
alter table private.error_codes enable row level security;
alter table private.error_codes force row level security;

create policy error_codes_select_owner on private.error_codes for select to dochub_owner
  using (true);
comment on policy error_codes_select_owner on private.error_codes is 'Functions and deployments read codes.';
create policy error_codes_insert_owner on private.error_codes for insert to dochub_owner
  with check (true);
comment on policy error_codes_insert_owner on private.error_codes is 'Deployments add codes by ordinary SQL.';
create policy error_codes_update_owner on private.error_codes for update to dochub_owner
  using (true)
  with check (true);
comment on policy error_codes_update_owner on private.error_codes is 'Deployments change codes by ordinary SQL.';
create policy error_codes_delete_owner on private.error_codes for delete to dochub_owner
  using (true);
comment on policy error_codes_delete_owner on private.error_codes is 'Deployments remove codes by ordinary SQL.';

create policy error_codes_select_backup on private.error_codes for select to dochub_backup
  using (true);
comment on policy error_codes_select_backup on private.error_codes is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.error_codes from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.error_codes to dochub_backup;
