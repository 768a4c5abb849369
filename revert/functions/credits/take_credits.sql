-- Revert functions/credits/take_credits
begin;
set local role dochub_owner;
drop function private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz);
commit;
