-- Revert functions/accounts/save_device
begin;
set local role dochub_owner;
drop function private.save_device(uuid, jsonb, timestamptz);
commit;
