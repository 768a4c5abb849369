-- Revert functions/private/json_text
begin;
set local role dochub_owner;
drop function private.json_text(jsonb, text, integer);
commit;
