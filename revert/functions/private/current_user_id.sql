-- Revert functions/private/current_user_id
begin;
set local role dochub_owner;
drop function private.current_user_id();
commit;
