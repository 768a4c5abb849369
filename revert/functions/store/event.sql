-- Revert functions/store/event: stamped from functions/store/event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.store_time(text,jsonb,integer), private.keep_in_inbox(record,text,uuid,jsonb,timestamp with time zone,text), private.event_answer(text,uuid,text,timestamp with time zone,text), private.event_owner(record,uuid[]), private.event_claims(text,text,text[],uuid,text,timestamp with time zone), private.store_event_type(text,text,text), private.event_argument(jsonb);
commit;
