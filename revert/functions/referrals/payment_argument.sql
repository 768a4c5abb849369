-- Revert functions/referrals/payment_argument
begin;
set local role dochub_owner;
drop function private.payment_argument(jsonb);
commit;
