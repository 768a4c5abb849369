-- Revert functions/private/json_object_argument
begin;
set local role dochub_owner;
drop function private.json_object_argument(text, jsonb, integer, text[]);
commit;
