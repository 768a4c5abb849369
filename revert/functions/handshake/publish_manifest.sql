-- Revert functions/handshake/publish_manifest: stamped from functions/handshake/publish_manifest.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.retire_manifest(uuid,timestamp with time zone), public.retire_manifest(uuid), private.manifest_options(jsonb), private.publish_manifest(text,jsonb,jsonb,timestamp with time zone), public.publish_manifest(text,jsonb,jsonb);
commit;
