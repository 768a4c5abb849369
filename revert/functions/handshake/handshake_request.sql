-- Revert functions/handshake/handshake_request
begin;
set local role dochub_owner;
drop function private.handshake_request(jsonb);
commit;
