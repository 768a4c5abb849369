-- Revert functions/private/keep_answer
begin;
set local role dochub_owner;
drop function private.keep_answer(uuid, text, bytea, jsonb, jsonb, timestamptz);
commit;
