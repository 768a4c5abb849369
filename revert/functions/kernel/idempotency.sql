-- Revert functions/kernel/idempotency: stamped from functions/kernel/idempotency.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.keep_idempotent(uuid,text,bytea,jsonb,jsonb,timestamp with time zone), private.recall_idempotent(uuid,text,bytea,jsonb,timestamp with time zone), private.key_sha256(text);
commit;
