-- Revert functions/credits/deduct_credits
begin;
set local role dochub_owner;
drop function public.deduct_credits(integer, text, text, uuid);
commit;
