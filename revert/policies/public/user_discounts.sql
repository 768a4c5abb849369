-- Revert policies/public/user_discounts: stamped from policies/public/user_discounts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy user_discounts_insert_owner on public.user_discounts;
drop policy user_discounts_select_all on public.user_discounts;
drop policy user_discounts_select_own on public.user_discounts;
drop policy user_discounts_update_owner on public.user_discounts;
revoke all on table public.user_discounts from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.user_discounts no force row level security, disable row level security;
commit;
