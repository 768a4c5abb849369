-- Revert functions/handshake/handshake_build
begin;
set local role dochub_owner;
drop function private.handshake_build(uuid, text, text, text, timestamptz);
commit;
