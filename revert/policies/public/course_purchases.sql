-- Revert policies/public/course_purchases: stamped from policies/public/course_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy course_purchases_insert_owner on public.course_purchases;
drop policy course_purchases_select_all on public.course_purchases;
drop policy course_purchases_select_own on public.course_purchases;
drop policy course_purchases_update_owner on public.course_purchases;
revoke all on table public.course_purchases from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.course_purchases no force row level security, disable row level security;
commit;
