-- Revert functions/store/apply_store_event: stamped from functions/store/apply_store_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.judge_again(jsonb[],timestamp with time zone), private.payloads(jsonb[]), private.events_for(text), private.bind_events(uuid,timestamp with time zone), private.take_event(record,boolean,timestamp with time zone), private.event_lines(jsonb), private.apply_store_event(jsonb,timestamp with time zone), public.apply_store_event(jsonb);
commit;
