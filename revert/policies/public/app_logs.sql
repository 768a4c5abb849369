-- Revert policies/public/app_logs: stamped from policies/public/app_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy app_logs_delete_owner on public.app_logs;
drop policy app_logs_insert_owner on public.app_logs;
drop policy app_logs_select_all on public.app_logs;
revoke all on table public.app_logs from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.app_logs no force row level security, disable row level security;
drop policy app_logs_default_delete_owner on private.app_logs_default;
drop policy app_logs_default_select_all on private.app_logs_default;
revoke all on table private.app_logs_default from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.app_logs_default no force row level security, disable row level security;
commit;
