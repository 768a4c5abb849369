-- Revert functions/handshake/resolve_manifests: stamped from functions/handshake/resolve_manifests.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.app_version_parts(text), private.resolve_manifests(text,text,text,text,timestamp with time zone);
commit;
