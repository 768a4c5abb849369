-- Revert functions/credits/weekly_allowance
begin;
set local role dochub_owner;
drop function private.weekly_allowance(uuid, timestamptz, date, timestamptz);
commit;
