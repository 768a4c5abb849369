-- Revert functions/discounts/take_back_redemption
begin;
set local role dochub_owner;
drop function private.take_back_redemption(uuid, uuid, text, timestamptz);
commit;
