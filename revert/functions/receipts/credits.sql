-- Revert functions/receipts/credits
begin;
set local role dochub_owner;
drop function public.record_credit_purchase(uuid, jsonb);
drop function private.record_credit_purchase(uuid, jsonb, timestamptz);
commit;
