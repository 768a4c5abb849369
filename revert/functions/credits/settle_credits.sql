-- Revert functions/credits/settle_credits
begin;
set local role dochub_owner;
drop function private.settle_credits(uuid, timestamptz);
commit;
