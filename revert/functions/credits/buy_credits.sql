-- Revert functions/credits/buy_credits
begin;
set local role dochub_owner;
drop function private.buy_credits(uuid, jsonb, timestamptz);
commit;
