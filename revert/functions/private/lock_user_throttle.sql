-- Revert functions/private/lock_user_throttle
begin;
set local role dochub_owner;
drop function private.lock_user_throttle(text, uuid);
commit;
