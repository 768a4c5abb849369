-- Revert functions/logs/log_events: stamped from functions/logs/log_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.take_log_quota(text,uuid,bytea,interval,integer,integer,integer,integer[],timestamp with time zone), private.log_room(text,uuid,bytea,interval,integer,integer,timestamp with time zone), private.bucket_room(timestamp with time zone,interval,interval,timestamp with time zone), private.log_times(jsonb,text[],boolean), private.redact_event(jsonb), private.redact_events(jsonb,text,integer,boolean[]), private.log_events(jsonb,uuid,text,timestamp with time zone), public.log_events(jsonb);
commit;
