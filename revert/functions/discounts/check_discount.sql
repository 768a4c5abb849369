-- Revert functions/discounts/check_discount
begin;
set local role dochub_owner;
drop function private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz);
commit;
