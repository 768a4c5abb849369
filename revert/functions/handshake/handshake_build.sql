-- Revert functions/handshake/handshake_build
begin;
set local role dochub_owner;
drop function private.handshake_build(public.cached_handshake_responses, timestamptz);
commit;
