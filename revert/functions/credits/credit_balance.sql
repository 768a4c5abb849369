-- Revert functions/credits/credit_balance
begin;
set local role dochub_owner;
drop function public.credit_balance(uuid);
commit;
