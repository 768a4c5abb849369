-- Revert functions/handshake/handshake_row
begin;
set local role dochub_owner;
drop function private.handshake_row(uuid, text, text, text, timestamptz);
commit;
