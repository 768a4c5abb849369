-- Revert functions/credits/adjust
begin;
set local role dochub_owner;
drop function private.adjust(uuid, integer, text, text, timestamptz);
commit;
