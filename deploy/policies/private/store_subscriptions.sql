-- Deploy policies/private/store_subscriptions: stamped from policies/private/store_subscriptions.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Renewal attributes of store subscriptions: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.store_subscriptions'::regclass
  loop
    execute format('drop policy %I on private.store_subscriptions', v_policy);
  end loop;
end
$$;
alter table private.store_subscriptions enable row level security;
alter table private.store_subscriptions force row level security;

create policy store_subscriptions_select_owner on private.store_subscriptions for select to dochub_owner
  using (true);
comment on policy store_subscriptions_select_owner on private.store_subscriptions is 'Functions read attributes.';
create policy store_subscriptions_insert_owner on private.store_subscriptions for insert to dochub_owner
  with check (true);
comment on policy store_subscriptions_insert_owner on private.store_subscriptions is 'apply_store_event adds them.';
create policy store_subscriptions_update_owner on private.store_subscriptions for update to dochub_owner
  using (true)
  with check (true);
comment on policy store_subscriptions_update_owner on private.store_subscriptions is 'apply_store_event brings them up to date.';
create policy store_subscriptions_delete_owner on private.store_subscriptions for delete to dochub_owner
  using (true);
comment on policy store_subscriptions_delete_owner on private.store_subscriptions is 'A subscription that moves to another account leaves the earlier one.';

create policy store_subscriptions_select_backup on private.store_subscriptions for select to dochub_backup
  using (true);
comment on policy store_subscriptions_select_backup on private.store_subscriptions is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.store_subscriptions from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.store_subscriptions to dochub_backup;
commit;
