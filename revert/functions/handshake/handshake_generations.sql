-- Revert functions/handshake/handshake_generations
begin;
set local role dochub_owner;
drop function private.handshake_generations(uuid);
commit;
