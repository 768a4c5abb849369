-- Revert functions/credits/credit_week
begin;
set local role dochub_owner;
drop function private.credit_week(timestamptz, timestamptz, text, timestamptz);
commit;
