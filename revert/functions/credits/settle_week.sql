-- Revert functions/credits/settle_week
begin;
set local role dochub_owner;
drop function private.settle_week(uuid, timestamptz);
commit;
