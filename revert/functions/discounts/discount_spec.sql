-- Revert functions/discounts/discount_spec
begin;
set local role dochub_owner;
drop function private.discount_spec(public.discount_codes);
commit;
