-- Revert schema/public/user_discounts
begin;
set local role dochub_owner;
drop trigger user_discounts_sync on public.user_discounts;
drop table public.user_discounts;
commit;
