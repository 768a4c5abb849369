-- Revert functions/credits/settle
begin;
set local role dochub_owner;
drop function private.settle_credits(uuid, timestamptz);
drop function private.settle_holds(uuid, timestamptz);
drop function private.roll_week(uuid, timestamptz);
commit;
