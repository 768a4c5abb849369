-- Revert functions/accounts/is_time_zone
begin;
set local role dochub_owner;
drop function private.is_time_zone(text);
commit;
