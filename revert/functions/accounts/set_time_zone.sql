-- Revert functions/accounts/set_time_zone
begin;
set local role dochub_owner;
drop function private.set_time_zone(uuid, text, timestamptz);
commit;
