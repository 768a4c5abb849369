-- Revert functions/handshake/handshake_boundaries
begin;
set local role dochub_owner;
drop function private.handshake_boundaries(uuid, timestamptz);
commit;
