-- Revert policies/public/app_logs
begin;
set local role dochub_owner;
drop policy app_logs_select_all on public.app_logs;
drop policy app_logs_insert_owner on public.app_logs;
drop policy app_logs_delete_owner on public.app_logs;
drop policy app_logs_default_select_all on private.app_logs_default;
drop policy app_logs_default_delete_owner on private.app_logs_default;
revoke all on table public.app_logs from dochub_admin, dochub_backup, service_role;
revoke all on table private.app_logs_default from dochub_backup;
alter table public.app_logs no force row level security;
alter table private.app_logs_default no force row level security;
alter table public.app_logs disable row level security;
alter table private.app_logs_default disable row level security;
commit;
