-- Revert functions/discounts/release_discount
begin;
set local role dochub_owner;
drop function public.release_discount(uuid, text);
drop function private.release_discount(uuid, text, timestamptz);
drop function private.take_back_redemption(uuid, uuid, text, timestamptz);
commit;
