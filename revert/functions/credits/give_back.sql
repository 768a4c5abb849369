-- Revert functions/credits/give_back
begin;
set local role dochub_owner;
drop function private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz);
commit;
