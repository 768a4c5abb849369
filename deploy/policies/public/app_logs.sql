-- Deploy policies/public/app_logs: stamped from policies/public/app_logs.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Logs may hold anything: the app writes through log_events and reads nothing back; staff read.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.app_logs'::regclass
  loop
    execute format('drop policy %I on public.app_logs', v_policy);
  end loop;
end
$$;
alter table public.app_logs enable row level security;
alter table public.app_logs force row level security;

create policy app_logs_select_admin on public.app_logs for select to dochub_admin
  using (true);
comment on policy app_logs_select_admin on public.app_logs is 'Administrators read every row.';

create policy app_logs_select_service on public.app_logs for select to service_role
  using (true);
comment on policy app_logs_select_service on public.app_logs is 'Edge functions (service_role) read every row.';

create policy app_logs_select_owner on public.app_logs for select to dochub_owner
  using (true);
comment on policy app_logs_select_owner on public.app_logs is 'Functions export logs.';
create policy app_logs_insert_owner on public.app_logs for insert to dochub_owner
  with check (true);
comment on policy app_logs_insert_owner on public.app_logs is 'log_events adds rows.';
create policy app_logs_delete_owner on public.app_logs for delete to dochub_owner
  using (true);
comment on policy app_logs_delete_owner on public.app_logs is 'Erasure and retention delete logs.';

create policy app_logs_select_backup on public.app_logs for select to dochub_backup
  using (true);
comment on policy app_logs_select_backup on public.app_logs is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.app_logs from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.app_logs to dochub_admin, service_role, dochub_backup;

-- Its partition: row-level security does not come down from the parent, and a partition named directly obeys its own.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.app_logs_default'::regclass
  loop
    execute format('drop policy %I on private.app_logs_default', v_policy);
  end loop;
end
$$;
alter table private.app_logs_default enable row level security;
alter table private.app_logs_default force row level security;

create policy app_logs_default_select_owner on private.app_logs_default for select to dochub_owner
  using (true);
comment on policy app_logs_default_select_owner on private.app_logs_default is 'Maintenance looks whether the partition is empty.';
create policy app_logs_default_delete_owner on private.app_logs_default for delete to dochub_owner
  using (true);
comment on policy app_logs_default_delete_owner on private.app_logs_default is 'Maintenance moves rows to the partition made for them.';

create policy app_logs_default_select_backup on private.app_logs_default for select to dochub_backup
  using (true);
comment on policy app_logs_default_select_backup on private.app_logs_default is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.app_logs_default from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.app_logs_default to dochub_backup;
commit;
