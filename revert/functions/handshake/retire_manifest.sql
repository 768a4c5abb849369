-- Revert functions/handshake/retire_manifest
begin;
set local role dochub_owner;
drop function public.retire_manifest(uuid);
drop function private.retire_manifest(uuid, timestamptz);
commit;
