-- Revert functions/store/subscription_event: stamped from functions/store/subscription_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.subscription_family(uuid,text,text,text), private.move_subscription(uuid,uuid,text,record,timestamp with time zone), private.subscription_is_live(uuid,text,text,text,timestamp with time zone), private.log_event(record,uuid,text,text,timestamp with time zone), private.connected_receipts(text,text,text[],boolean), private.use_redemption(record,uuid,timestamp with time zone), private.take_subscription_event(text,record,boolean,timestamp with time zone);
commit;
