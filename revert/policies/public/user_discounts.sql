-- Revert policies/public/user_discounts
begin;
set local role dochub_owner;
drop policy user_discounts_select_own on public.user_discounts;
drop policy user_discounts_select_all on public.user_discounts;
drop policy user_discounts_insert_owner on public.user_discounts;
drop policy user_discounts_update_owner on public.user_discounts;
revoke all on table public.user_discounts from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.user_discounts no force row level security;
alter table public.user_discounts disable row level security;
commit;
