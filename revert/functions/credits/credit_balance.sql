-- Revert functions/credits/credit_balance
begin;
set local role dochub_owner;
drop function public.credit_balance(uuid);
drop function private.credit_balance(uuid, timestamptz);
drop function private.credit_state(uuid, timestamptz);
drop function private.credit_week(timestamptz, timestamptz, text, timestamptz);
drop function private.weekly_allowance(uuid, timestamptz, date, timestamptz);
drop function private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz);
commit;
