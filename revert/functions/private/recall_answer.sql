-- Revert functions/private/recall_answer
begin;
set local role dochub_owner;
drop function private.recall_answer(uuid, text, bytea, jsonb, timestamptz);
commit;
