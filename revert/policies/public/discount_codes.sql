-- Revert policies/public/discount_codes
begin;
set local role dochub_owner;
drop policy discount_codes_select_all on public.discount_codes;
drop policy discount_codes_insert_owner on public.discount_codes;
drop policy discount_codes_update_owner on public.discount_codes;
revoke all on table public.discount_codes from dochub_admin, dochub_backup, service_role;
alter table public.discount_codes no force row level security;
alter table public.discount_codes disable row level security;
commit;
