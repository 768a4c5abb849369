-- Revert functions/handshake/publish_manifest
begin;
set local role dochub_owner;
drop function public.publish_manifest(text, jsonb, jsonb);
drop function private.publish_manifest(text, jsonb, jsonb, timestamptz);
drop function private.manifest_options(jsonb);
commit;
