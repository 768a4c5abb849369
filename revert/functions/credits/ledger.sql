-- Revert functions/credits/ledger
begin;
set local role dochub_owner;
drop function private.post_bank(uuid, text, integer, text, text, text, timestamptz);
drop function private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text);
drop function private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz);
commit;
