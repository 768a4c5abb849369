-- Revert schema/public/discount_codes
begin;
set local role dochub_owner;
drop trigger discount_codes_touch on public.discount_codes;
drop table public.discount_codes;
commit;
