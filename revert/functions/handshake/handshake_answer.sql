-- Revert functions/handshake/handshake_answer
begin;
set local role dochub_owner;
drop function private.handshake_answer(uuid, jsonb, timestamptz);
commit;
