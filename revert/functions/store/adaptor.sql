-- Revert functions/store/adaptor: stamped from functions/store/adaptor.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.store_time(text,jsonb,integer);
commit;
