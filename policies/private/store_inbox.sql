-- Raw store notifications: functions only, because payloads hold tokens and names.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.store_inbox'::regclass
  loop
    execute format('drop policy %I on private.store_inbox', v_policy);
  end loop;
end
$$;
alter table private.store_inbox enable row level security;
alter table private.store_inbox force row level security;

create policy store_inbox_select_owner on private.store_inbox for select to dochub_owner
  using (true);
comment on policy store_inbox_select_owner on private.store_inbox is 'apply_store_event recognises duplicates and orphans.';
create policy store_inbox_insert_owner on private.store_inbox for insert to dochub_owner
  with check (true);
comment on policy store_inbox_insert_owner on private.store_inbox is 'apply_store_event keeps a notification.';
create policy store_inbox_update_owner on private.store_inbox for update to dochub_owner
  using (true)
  with check (true);
comment on policy store_inbox_update_owner on private.store_inbox is 'Functions count deliveries, bind orphans and empty erased payloads.';

create policy store_inbox_select_backup on private.store_inbox for select to dochub_backup
  using (true);
comment on policy store_inbox_select_backup on private.store_inbox is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.store_inbox from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.store_inbox to dochub_backup;
