-- Revert functions/credits/credit_state
begin;
set local role dochub_owner;
drop function private.credit_state(uuid, timestamptz);
commit;
