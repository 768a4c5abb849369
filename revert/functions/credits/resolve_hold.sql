-- Revert functions/credits/resolve_hold
begin;
set local role dochub_owner;
drop function private.resolve_hold(uuid, uuid, text, integer, text, timestamptz);
commit;
