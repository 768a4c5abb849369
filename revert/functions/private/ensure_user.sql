-- Revert functions/private/ensure_user
begin;
set local role dochub_owner;
drop function private.ensure_user(uuid, timestamptz);
commit;
