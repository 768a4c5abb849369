-- Revert functions/discounts/give_discount_credits
begin;
set local role dochub_owner;
drop function private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz);
commit;
