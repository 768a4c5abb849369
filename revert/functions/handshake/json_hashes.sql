-- Revert functions/handshake/json_hashes
begin;
set local role dochub_owner;
drop function private.json_hashes(jsonb, text, integer);
commit;
