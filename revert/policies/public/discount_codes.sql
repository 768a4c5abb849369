-- Revert policies/public/discount_codes: stamped from policies/public/discount_codes.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy discount_codes_insert_owner on public.discount_codes;
drop policy discount_codes_select_all on public.discount_codes;
drop policy discount_codes_update_owner on public.discount_codes;
revoke all on table public.discount_codes from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.discount_codes no force row level security, disable row level security;
commit;
