-- Revert functions/private/lock_user
begin;
set local role dochub_owner;
drop function private.lock_user(uuid, timestamptz);
commit;
