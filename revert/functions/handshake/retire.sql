-- Revert functions/handshake/retire
begin;
set local role dochub_owner;
drop function private.retire(uuid, timestamptz);
commit;
