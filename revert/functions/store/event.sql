-- Revert functions/store/event: stamped from functions/store/event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.event_owner(public.subscription_events,text), private.event_refs(public.subscription_events), private.event_kind(public.subscription_events), private.store_event_type(text,text,text), private.event_argument(jsonb), private.event_answer(text,uuid,text,timestamp with time zone), private.keep_in_inbox(text,uuid,public.subscription_events,jsonb,timestamp with time zone);
commit;
