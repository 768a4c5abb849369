-- Revert functions/store/entitlements
begin;
set local role dochub_owner;
drop function private.entitlements(uuid, timestamptz);
commit;
