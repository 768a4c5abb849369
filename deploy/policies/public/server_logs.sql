-- Deploy policies/public/server_logs: stamped from policies/public/server_logs.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Logs of the edge functions: written through log_server_event, read by staff.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.server_logs'::regclass
  loop
    execute format('drop policy %I on public.server_logs', v_policy);
  end loop;
end
$$;
alter table public.server_logs enable row level security;
alter table public.server_logs force row level security;

create policy server_logs_select_admin on public.server_logs for select to dochub_admin
  using (true);
comment on policy server_logs_select_admin on public.server_logs is 'Administrators read every row.';

create policy server_logs_select_service on public.server_logs for select to service_role
  using (true);
comment on policy server_logs_select_service on public.server_logs is 'Edge functions (service_role) read every row.';

create policy server_logs_select_owner on public.server_logs for select to dochub_owner
  using (true);
comment on policy server_logs_select_owner on public.server_logs is 'Functions export logs.';
create policy server_logs_insert_owner on public.server_logs for insert to dochub_owner
  with check (true);
comment on policy server_logs_insert_owner on public.server_logs is 'log_server_event adds rows.';
create policy server_logs_delete_owner on public.server_logs for delete to dochub_owner
  using (true);
comment on policy server_logs_delete_owner on public.server_logs is 'Erasure and retention delete logs.';

create policy server_logs_select_backup on public.server_logs for select to dochub_backup
  using (true);
comment on policy server_logs_select_backup on public.server_logs is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.server_logs from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.server_logs to dochub_admin, service_role, dochub_backup;

-- Its partition: row-level security does not come down from the parent, and a partition named directly obeys its own.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.server_logs_default'::regclass
  loop
    execute format('drop policy %I on private.server_logs_default', v_policy);
  end loop;
end
$$;
alter table private.server_logs_default enable row level security;
alter table private.server_logs_default force row level security;

create policy server_logs_default_select_owner on private.server_logs_default for select to dochub_owner
  using (true);
comment on policy server_logs_default_select_owner on private.server_logs_default is 'Maintenance looks whether the partition is empty.';
create policy server_logs_default_delete_owner on private.server_logs_default for delete to dochub_owner
  using (true);
comment on policy server_logs_default_delete_owner on private.server_logs_default is 'Maintenance moves rows to the partition made for them.';

create policy server_logs_default_select_backup on private.server_logs_default for select to dochub_backup
  using (true);
comment on policy server_logs_default_select_backup on private.server_logs_default is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.server_logs_default from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.server_logs_default to dochub_backup;
commit;
