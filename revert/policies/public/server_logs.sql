-- Revert policies/public/server_logs: stamped from policies/public/server_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy server_logs_delete_owner on public.server_logs;
drop policy server_logs_insert_owner on public.server_logs;
drop policy server_logs_select_all on public.server_logs;
revoke all on table public.server_logs from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.server_logs no force row level security, disable row level security;
drop policy server_logs_default_delete_owner on private.server_logs_default;
drop policy server_logs_default_select_all on private.server_logs_default;
revoke all on table private.server_logs_default from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.server_logs_default no force row level security, disable row level security;
commit;
