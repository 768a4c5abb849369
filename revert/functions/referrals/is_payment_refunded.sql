-- Revert functions/referrals/is_payment_refunded
begin;
set local role dochub_owner;
drop function private.is_payment_refunded(text, text, text);
commit;
