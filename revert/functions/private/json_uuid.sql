-- Revert functions/private/json_uuid
begin;
set local role dochub_owner;
drop function private.json_uuid(jsonb, text);
commit;
