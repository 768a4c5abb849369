-- Attempt counters of client addresses: functions only, so that nobody sees or resets one.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.address_throttles'::regclass
  loop
    execute format('drop policy %I on private.address_throttles', v_policy);
  end loop;
end
$$;
alter table private.address_throttles enable row level security;
alter table private.address_throttles force row level security;

create policy address_throttles_select_owner on private.address_throttles for select to dochub_owner
  using (true);
comment on policy address_throttles_select_owner on private.address_throttles is 'throttle_wait reads a bucket.';
create policy address_throttles_insert_owner on private.address_throttles for insert to dochub_owner
  with check (true);
comment on policy address_throttles_insert_owner on private.address_throttles is 'throttle_wait makes a bucket.';
create policy address_throttles_update_owner on private.address_throttles for update to dochub_owner
  using (true)
  with check (true);
comment on policy address_throttles_update_owner on private.address_throttles is 'throttle_wait locks and count_attempt fills a bucket.';
create policy address_throttles_delete_owner on private.address_throttles for delete to dochub_owner
  using (true);
comment on policy address_throttles_delete_owner on private.address_throttles is 'Sweepers drop empty buckets.';

create policy address_throttles_select_backup on private.address_throttles for select to dochub_backup
  using (true);
comment on policy address_throttles_select_backup on private.address_throttles is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.address_throttles from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.address_throttles to dochub_backup;
