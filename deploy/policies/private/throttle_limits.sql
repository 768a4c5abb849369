-- Deploy policies/private/throttle_limits: stamped from policies/private/throttle_limits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Base data: functions read the limits, deployments change them as dochub_owner.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.throttle_limits'::regclass
  loop
    execute format('drop policy %I on private.throttle_limits', v_policy);
  end loop;
end
$$;
alter table private.throttle_limits enable row level security;
alter table private.throttle_limits force row level security;

create policy throttle_limits_select_owner on private.throttle_limits for select to dochub_owner
  using (true);
comment on policy throttle_limits_select_owner on private.throttle_limits is 'Functions and deployments read limits.';
create policy throttle_limits_insert_owner on private.throttle_limits for insert to dochub_owner
  with check (true);
comment on policy throttle_limits_insert_owner on private.throttle_limits is 'Deployments add limits by ordinary SQL.';
create policy throttle_limits_update_owner on private.throttle_limits for update to dochub_owner
  using (true)
  with check (true);
comment on policy throttle_limits_update_owner on private.throttle_limits is 'Deployments change limits by ordinary SQL.';
create policy throttle_limits_delete_owner on private.throttle_limits for delete to dochub_owner
  using (true);
comment on policy throttle_limits_delete_owner on private.throttle_limits is 'Deployments remove limits by ordinary SQL.';

create policy throttle_limits_select_backup on private.throttle_limits for select to dochub_backup
  using (true);
comment on policy throttle_limits_select_backup on private.throttle_limits is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.throttle_limits from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.throttle_limits to dochub_backup;
commit;
