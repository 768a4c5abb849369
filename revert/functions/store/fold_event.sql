-- Revert functions/store/fold_event: stamped from functions/store/fold_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.fold_event(record,uuid,text[],text[],timestamp with time zone);
commit;
