-- Revert functions/kernel/user
begin;
set local role dochub_owner;
drop function private.lock_user(uuid, timestamptz);
drop function private.ensure_user(uuid, timestamptz);
drop function private.user_clock(uuid, timestamptz);
drop function private.audit(uuid, text, jsonb, timestamptz);
commit;
