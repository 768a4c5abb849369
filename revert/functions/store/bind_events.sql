-- Revert functions/store/bind_events: stamped from functions/store/bind_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.judge_again(jsonb[],timestamp with time zone), private.payloads(jsonb[]), private.events_for(text), private.bind_events(uuid,timestamp with time zone);
commit;
