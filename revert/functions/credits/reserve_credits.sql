-- Revert functions/credits/reserve_credits
begin;
set local role dochub_owner;
drop function public.reserve_credits(integer, text, interval, text, uuid);
commit;
