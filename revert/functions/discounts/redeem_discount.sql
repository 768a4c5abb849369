-- Revert functions/discounts/redeem_discount
begin;
set local role dochub_owner;
drop function public.redeem_discount(text, text, text, text, bigint, text);
commit;
