-- Revert functions/credits/user_clock
begin;
set local role dochub_owner;
drop function private.user_clock(uuid, timestamptz);
commit;
