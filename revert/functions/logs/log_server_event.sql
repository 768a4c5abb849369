-- Revert functions/logs/log_server_event: stamped from functions/logs/log_server_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.log_server_event(jsonb,uuid,timestamp with time zone), public.log_server_event(jsonb);
commit;
