-- Revert policies/public/ai_usage: stamped from policies/public/ai_usage.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy ai_usage_insert_owner on public.ai_usage;
drop policy ai_usage_select_all on public.ai_usage;
drop policy ai_usage_select_own on public.ai_usage;
drop policy ai_usage_update_owner on public.ai_usage;
revoke all on table public.ai_usage from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.ai_usage no force row level security, disable row level security;
commit;
