-- Revert functions/discounts/has_purchased
begin;
set local role dochub_owner;
drop function private.has_purchased(uuid);
commit;
