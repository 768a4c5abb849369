-- Revert policies/public/referral_credits: stamped from policies/public/referral_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy referral_credits_insert_owner on public.referral_credits;
drop policy referral_credits_select_all on public.referral_credits;
drop policy referral_credits_select_own on public.referral_credits;
drop policy referral_credits_update_owner on public.referral_credits;
revoke all on table public.referral_credits from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.referral_credits no force row level security, disable row level security;
commit;
