-- Revert functions/private/json_timestamp
begin;
set local role dochub_owner;
drop function private.json_timestamp(jsonb, text);
commit;
