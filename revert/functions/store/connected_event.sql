-- Revert functions/store/connected_event: stamped from functions/store/connected_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.use_redemption(uuid,text,text,text,text,uuid,timestamp with time zone,timestamp with time zone), private.settle_ownership(text,text,jsonb,uuid[],boolean,timestamp with time zone), private.entitles_until(jsonb), private.owned_events(jsonb,text[],timestamp with time zone), private.judged_events(jsonb,jsonb,uuid[],text,boolean,timestamp with time zone), private.named_events(uuid,text,text), private.connected_events(jsonb,boolean), private.lock_events(jsonb[],timestamp with time zone,uuid), private.locked_events(jsonb,timestamp with time zone), private.take_connected_event(record,timestamp with time zone);
commit;
