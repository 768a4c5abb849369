-- Revert functions/discounts/create_discount_code
begin;
set local role dochub_owner;
drop function public.create_discount_code(jsonb);
commit;
