-- Revert functions/credits/balance
begin;
set local role dochub_owner;
drop function private.balance(uuid, timestamptz);
commit;
