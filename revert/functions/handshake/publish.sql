-- Revert functions/handshake/publish
begin;
set local role dochub_owner;
drop function private.publish(text, jsonb, jsonb, timestamptz);
commit;
