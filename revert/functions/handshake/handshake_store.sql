-- Revert functions/handshake/handshake_store
begin;
set local role dochub_owner;
drop function private.handshake_store(public.cached_handshake_responses);
commit;
