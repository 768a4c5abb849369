-- Revert functions/handshake/handshake
begin;
set local role dochub_owner;
drop function public.handshake(jsonb);
drop function private.handshake(uuid, jsonb, timestamptz);
drop function private.etag_matches(text, text);
drop function private.handshake_request(jsonb);
drop function private.handshake_cookie(public.cached_handshake_responses, integer);
drop function private.handshake_cookie_known(text, text);
drop function private.json_hashes(jsonb, text, integer);
commit;
