-- Revert functions/purchases/fulfil_redemption
begin;
set local role dochub_owner;
drop function private.fulfil_redemption(uuid, uuid, timestamptz);
commit;
