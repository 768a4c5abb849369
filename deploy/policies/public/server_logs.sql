-- Deploy policies/public/server_logs: stamped from policies/public/server_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Logs of the edge functions: written through log_server_event, read by staff.
select private.drop_policies('public.server_logs');
alter table public.server_logs enable row level security;
alter table public.server_logs force row level security;

create policy server_logs_select_all on public.server_logs for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy server_logs_insert_owner on public.server_logs for insert to dochub_owner with check (true);
create policy server_logs_delete_owner on public.server_logs for delete to dochub_owner using (true);

revoke all on table public.server_logs from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.server_logs to dochub_admin, service_role, dochub_backup;

comment on policy server_logs_select_all on public.server_logs is 'Administrators, edge functions and backups read every row; functions export logs.';
comment on policy server_logs_insert_owner on public.server_logs is 'log_server_event adds rows.';
comment on policy server_logs_delete_owner on public.server_logs is 'Erasure and retention delete logs.';

-- Its partition: row-level security does not come down from the parent, and a partition named directly obeys its own.
select private.drop_policies('private.server_logs_default');
alter table private.server_logs_default enable row level security;
alter table private.server_logs_default force row level security;

create policy server_logs_default_select_all on private.server_logs_default for select to dochub_backup, dochub_owner using (true);
create policy server_logs_default_delete_owner on private.server_logs_default for delete to dochub_owner using (true);

revoke all on table private.server_logs_default from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.server_logs_default to dochub_backup;

comment on policy server_logs_default_select_all on private.server_logs_default is 'Maintenance looks whether the partition is empty; backups read every row.';
comment on policy server_logs_default_delete_owner on private.server_logs_default is 'Maintenance moves rows to the partition made for them.';
commit;
