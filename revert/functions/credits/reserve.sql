-- Revert functions/credits/reserve
begin;
set local role dochub_owner;
drop function private.reserve(uuid, integer, text, interval, text, timestamptz);
commit;
