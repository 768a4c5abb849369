-- Revert functions/handshake/cache
begin;
set local role dochub_owner;
drop function private.handshake_row(uuid, text, text, text, timestamptz);
drop function private.handshake_generations(uuid);
drop function private.handshake_lock(uuid);
drop function private.handshake_build(public.cached_handshake_responses, timestamptz);
drop function private.handshake_store(public.cached_handshake_responses);
drop function private.handshake_boundaries(uuid, timestamptz);
commit;
