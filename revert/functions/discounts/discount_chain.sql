-- Revert functions/discounts/discount_chain
begin;
set local role dochub_owner;
drop function public.discount_chain(text);
commit;
