-- Revert functions/handshake/retire_manifest: stamped from functions/handshake/retire_manifest.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.retire_manifest(uuid,timestamp with time zone), public.retire_manifest(uuid);
commit;
