-- Revert functions/handshake/resolve_manifests
begin;
set local role dochub_owner;
drop function private.resolve_manifests(uuid, text, text, timestamptz);
drop function private.app_version_parts(text);
commit;
