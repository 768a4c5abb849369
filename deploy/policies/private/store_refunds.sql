-- Deploy policies/private/store_refunds: stamped from policies/private/store_refunds.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Refunds as the stores report them: functions only. They are accounting, so there is no DELETE.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.store_refunds'::regclass
  loop
    execute format('drop policy %I on private.store_refunds', v_policy);
  end loop;
end
$$;
alter table private.store_refunds enable row level security;
alter table private.store_refunds force row level security;

create policy store_refunds_select_owner on private.store_refunds for select to dochub_owner
  using (true);
comment on policy store_refunds_select_owner on private.store_refunds is 'Functions look up what was refunded and what waits.';
create policy store_refunds_insert_owner on private.store_refunds for insert to dochub_owner
  with check (true);
comment on policy store_refunds_insert_owner on private.store_refunds is 'Functions take a report in.';
create policy store_refunds_update_owner on private.store_refunds for update to dochub_owner
  using (true)
  with check (true);
comment on policy store_refunds_update_owner on private.store_refunds is 'Functions mark what was applied and reversed.';

create policy store_refunds_select_backup on private.store_refunds for select to dochub_backup
  using (true);
comment on policy store_refunds_select_backup on private.store_refunds is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.store_refunds from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.store_refunds to dochub_backup;
commit;
