-- Revert functions/discounts/redeem
begin;
set local role dochub_owner;
drop function private.redeem(uuid, text, text, text, text, bigint, text, timestamptz);
commit;
