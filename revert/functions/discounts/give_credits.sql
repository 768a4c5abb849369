-- Revert functions/discounts/give_credits
begin;
set local role dochub_owner;
drop function private.give_credits(uuid, uuid, integer, timestamptz, timestamptz);
commit;
