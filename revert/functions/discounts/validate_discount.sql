-- Revert functions/discounts/validate_discount
begin;
set local role dochub_owner;
drop function public.validate_discount(text, text, text, bigint, text);
commit;
