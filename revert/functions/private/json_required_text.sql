-- Revert functions/private/json_required_text
begin;
set local role dochub_owner;
drop function private.json_required_text(jsonb, text, integer);
commit;
