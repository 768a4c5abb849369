-- Revert functions/discounts/validate_discount
begin;
set local role dochub_owner;
drop function public.validate_discount(text, text, text, bigint, text);
drop function private.assert_discount_arguments(text, text, text, bigint, text);
drop function private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz);
drop function private.discount_price(text, text, bigint, text);
drop function private.has_purchased(uuid);
commit;
