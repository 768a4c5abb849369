-- Revert functions/store/fold_events: stamped from functions/store/fold_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.renewal_statement(text,boolean), private.folded_events(uuid,text,text,jsonb), private.fold_event(record,uuid,text[],text[],timestamp with time zone), private.fold_events(uuid,text,text,jsonb);
commit;
