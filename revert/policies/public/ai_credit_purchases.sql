-- Revert policies/public/ai_credit_purchases: stamped from policies/public/ai_credit_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy ai_credit_purchases_insert_owner on public.ai_credit_purchases;
drop policy ai_credit_purchases_select_all on public.ai_credit_purchases;
drop policy ai_credit_purchases_select_own on public.ai_credit_purchases;
drop policy ai_credit_purchases_update_owner on public.ai_credit_purchases;
revoke all on table public.ai_credit_purchases from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.ai_credit_purchases no force row level security, disable row level security;
commit;
