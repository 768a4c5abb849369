-- Deploy policies/public/app_logs: stamped from policies/public/app_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Logs may hold anything: the app writes through log_events and reads nothing back; staff read.
select private.drop_policies('public.app_logs');
alter table public.app_logs enable row level security;
alter table public.app_logs force row level security;

create policy app_logs_select_all on public.app_logs for select to dochub_admin, service_role, dochub_backup, dochub_owner using (true);
create policy app_logs_insert_owner on public.app_logs for insert to dochub_owner with check (true);
create policy app_logs_delete_owner on public.app_logs for delete to dochub_owner using (true);

revoke all on table public.app_logs from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.app_logs to dochub_admin, service_role, dochub_backup;

comment on policy app_logs_select_all on public.app_logs is 'Administrators, edge functions and backups read every row; functions export logs.';
comment on policy app_logs_insert_owner on public.app_logs is 'log_events adds rows.';
comment on policy app_logs_delete_owner on public.app_logs is 'Erasure and retention delete logs.';

-- Its partition: row-level security does not come down from the parent, and a partition named directly obeys its own.
select private.drop_policies('private.app_logs_default');
alter table private.app_logs_default enable row level security;
alter table private.app_logs_default force row level security;

create policy app_logs_default_select_all on private.app_logs_default for select to dochub_backup, dochub_owner using (true);
create policy app_logs_default_delete_owner on private.app_logs_default for delete to dochub_owner using (true);

revoke all on table private.app_logs_default from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.app_logs_default to dochub_backup;

comment on policy app_logs_default_select_all on private.app_logs_default is 'Maintenance looks whether the partition is empty; backups read every row.';
comment on policy app_logs_default_delete_owner on private.app_logs_default is 'Maintenance moves rows to the partition made for them.';
commit;
