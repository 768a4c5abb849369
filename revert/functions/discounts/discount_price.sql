-- Revert functions/discounts/discount_price
begin;
set local role dochub_owner;
drop function private.discount_price(text, text, bigint, text);
commit;
