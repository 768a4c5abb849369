-- Revert functions/credits/record_credit_purchase
begin;
set local role dochub_owner;
drop function public.record_credit_purchase(uuid, jsonb);
commit;
