-- Revert functions/store/subscription_event: stamped from functions/store/subscription_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.subscription_family(uuid,text,text,text), private.claim_event(uuid,public.subscription_events,timestamp with time zone), private.move_subscription(uuid,uuid,text,public.subscription_events,timestamp with time zone), private.subscription_is_live(uuid,text,text,text,timestamp with time zone), private.connected_refs(text,text,text[]), private.take_subscription_event(public.subscription_events,text,jsonb,timestamp with time zone);
commit;
