-- Deploy policies/private/settings: stamped from policies/private/settings.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Base data with a secret in it (client_address_key): only functions, deployments and backups read it.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.settings'::regclass
  loop
    execute format('drop policy %I on private.settings', v_policy);
  end loop;
end
$$;
alter table private.settings enable row level security;
alter table private.settings force row level security;

create policy settings_select_owner on private.settings for select to dochub_owner
  using (true);
comment on policy settings_select_owner on private.settings is 'Functions and deployments read settings.';
create policy settings_insert_owner on private.settings for insert to dochub_owner
  with check (true);
comment on policy settings_insert_owner on private.settings is 'Deployments add settings by ordinary SQL.';
create policy settings_update_owner on private.settings for update to dochub_owner
  using (true)
  with check (true);
comment on policy settings_update_owner on private.settings is 'Deployments change settings by ordinary SQL.';
create policy settings_delete_owner on private.settings for delete to dochub_owner
  using (true);
comment on policy settings_delete_owner on private.settings is 'Deployments remove settings by ordinary SQL.';

create policy settings_select_backup on private.settings for select to dochub_backup
  using (true);
comment on policy settings_select_backup on private.settings is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.settings from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.settings to dochub_backup;
commit;
