-- Revert functions/handshake/handshake: stamped from functions/handshake/handshake.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.assert_hashes(jsonb,text,integer), private.handshake_request(jsonb), private.etag_matches(text,text), private.handshake(uuid,jsonb,timestamp with time zone), public.handshake(jsonb);
commit;
