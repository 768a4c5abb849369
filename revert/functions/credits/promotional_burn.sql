-- Revert functions/credits/promotional_burn
begin;
set local role dochub_owner;
drop function private.promotional_burn(uuid, integer, timestamptz);
commit;
