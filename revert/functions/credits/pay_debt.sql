-- Revert functions/credits/pay_debt
begin;
set local role dochub_owner;
drop function private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz);
commit;
