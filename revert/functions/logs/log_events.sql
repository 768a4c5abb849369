-- Revert functions/logs/log_events: stamped from functions/logs/log_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.lock_address_throttle(text,bytea), private.lock_user_throttle(text,uuid), private.log_client_ts(jsonb), private.take_log_quota(text,uuid,bytea,integer,integer,timestamp with time zone), private.log_row(jsonb,uuid,text,timestamp with time zone), private.log_event_fault(jsonb), private.log_room(text,uuid,bytea,timestamp with time zone), private.log_events(jsonb,uuid,text,timestamp with time zone), public.log_events(jsonb);
commit;
