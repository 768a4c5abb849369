-- Revert functions/credits/burn_split
begin;
set local role dochub_owner;
drop function private.burn_split(uuid, integer, timestamptz);
commit;
