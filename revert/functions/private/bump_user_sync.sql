-- Revert functions/private/bump_user_sync
begin;
set local role dochub_owner;
drop function private.bump_user_sync();
commit;
