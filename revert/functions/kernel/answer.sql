-- Revert functions/kernel/answer: stamped from functions/kernel/answer.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.keep_idempotent(uuid,text,bytea,jsonb,jsonb,timestamp with time zone), private.refuse(text,jsonb), private.recall_idempotent(uuid,text,bytea,jsonb,timestamp with time zone), private.key_sha256(text);
commit;
