-- Revert functions/logs/log_room
begin;
set local role dochub_owner;
drop function private.log_room(text, uuid, bytea, timestamptz);
commit;
