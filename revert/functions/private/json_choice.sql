-- Revert functions/private/json_choice
begin;
set local role dochub_owner;
drop function private.json_choice(jsonb, text, text[]);
commit;
