-- Revert functions/credits/deduct_credits
begin;
set local role dochub_owner;
drop function public.deduct_credits(integer, text, text, uuid);
drop function public.reserve_credits(integer, text, interval, text, uuid);
drop function private.deduct_credits(uuid, integer, text, text, timestamptz);
drop function private.reserve_credits(uuid, integer, text, interval, text, timestamptz);
drop function private.assert_credit_arguments(integer, text);
drop function private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz);
drop function private.burn_split(uuid, integer, timestamptz);
drop function private.promotional_burn(uuid, integer, timestamptz);
commit;
