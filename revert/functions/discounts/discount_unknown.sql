-- Revert functions/discounts/discount_unknown
begin;
set local role dochub_owner;
drop function private.discount_unknown(public.discount_codes);
commit;
