-- Revert functions/discounts/redeem_discount
begin;
set local role dochub_owner;
drop function public.redeem_discount(text, text, text, text, bigint, text);
drop function private.redeem_discount(uuid, text, text, text, text, bigint, text, timestamptz);
drop function private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz);
drop function private.give_free_days(uuid, uuid, text, integer, timestamptz);
commit;
