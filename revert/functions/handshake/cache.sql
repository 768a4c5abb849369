-- Revert functions/handshake/cache: stamped from functions/handshake/cache.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.handshake_boundaries(uuid,timestamp with time zone,timestamp with time zone), private.handshake_build(uuid,text,text,text,timestamp with time zone), private.handshake_lock(uuid), private.handshake_row(uuid,text,text,text,integer,jsonb,timestamp with time zone);
commit;
