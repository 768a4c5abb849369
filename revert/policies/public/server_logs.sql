-- Revert policies/public/server_logs
begin;
set local role dochub_owner;
drop policy server_logs_select_all on public.server_logs;
drop policy server_logs_insert_owner on public.server_logs;
drop policy server_logs_delete_owner on public.server_logs;
drop policy server_logs_default_select_all on private.server_logs_default;
drop policy server_logs_default_delete_owner on private.server_logs_default;
revoke all on table public.server_logs from dochub_admin, dochub_backup, service_role;
revoke all on table private.server_logs_default from dochub_backup;
alter table public.server_logs no force row level security;
alter table private.server_logs_default no force row level security;
alter table public.server_logs disable row level security;
alter table private.server_logs_default disable row level security;
commit;
