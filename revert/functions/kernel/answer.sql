-- Revert functions/kernel/answer
begin;
set local role dochub_owner;
drop function private.key_sha256(text);
drop function private.recall_idempotent(uuid, text, bytea, jsonb, timestamptz);
drop function private.refuse(text, jsonb);
drop function private.keep_idempotent(uuid, text, bytea, jsonb, jsonb, timestamptz);
commit;
