-- Revert functions/referrals/first_payment
begin;
set local role dochub_owner;
drop function private.first_payment(uuid);
commit;
