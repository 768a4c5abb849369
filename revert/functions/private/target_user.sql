-- Revert functions/private/target_user
begin;
set local role dochub_owner;
drop function private.target_user(uuid);
commit;
