-- Revert functions/kernel/answer: stamped from functions/kernel/answer.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.refuse(text,jsonb);
commit;
