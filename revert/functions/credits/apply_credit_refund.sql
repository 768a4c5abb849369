-- Revert functions/credits/apply_credit_refund
begin;
set local role dochub_owner;
drop function private.apply_credit_refund(uuid, private.store_refunds, timestamptz);
commit;
