-- Revert functions/credits/post_credits
begin;
set local role dochub_owner;
drop function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text);
commit;
