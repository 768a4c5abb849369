-- Revert functions/discounts/release_discount
begin;
set local role dochub_owner;
drop function public.release_discount(uuid, text);
commit;
