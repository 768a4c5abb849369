-- Revert functions/credits/refund_credit_purchase
begin;
set local role dochub_owner;
drop function public.refund_credit_purchase(jsonb);
commit;
