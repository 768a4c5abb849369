-- Revert functions/credits/deduct
begin;
set local role dochub_owner;
drop function private.deduct(uuid, integer, text, text, timestamptz);
commit;
