-- Revert functions/private/json_text_array
begin;
set local role dochub_owner;
drop function private.json_text_array(jsonb, text, integer, integer);
commit;
