-- Revert functions/cohorts/assign
begin;
set local role dochub_owner;
drop function private.assign(uuid, text, boolean, timestamptz);
commit;
