-- Revert policies/public/subscriptions: stamped from policies/public/subscriptions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy subscriptions_delete_owner on public.subscriptions;
drop policy subscriptions_insert_owner on public.subscriptions;
drop policy subscriptions_select_all on public.subscriptions;
drop policy subscriptions_select_own on public.subscriptions;
drop policy subscriptions_update_owner on public.subscriptions;
revoke all on table public.subscriptions from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.subscriptions no force row level security, disable row level security;
commit;
