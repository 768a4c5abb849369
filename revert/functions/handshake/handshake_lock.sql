-- Revert functions/handshake/handshake_lock
begin;
set local role dochub_owner;
drop function private.handshake_lock(uuid);
commit;
