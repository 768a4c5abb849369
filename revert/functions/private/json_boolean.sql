-- Revert functions/private/json_boolean
begin;
set local role dochub_owner;
drop function private.json_boolean(jsonb, text);
commit;
