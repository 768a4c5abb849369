-- Revert functions/credits/settle_holds
begin;
set local role dochub_owner;
drop function private.settle_holds(uuid, timestamptz);
commit;
