-- Revert functions/store/subscription_event: stamped from functions/store/subscription_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.fold_event(record,uuid,text[],text[],timestamp with time zone), private.take_subscription_event(record,boolean,timestamp with time zone);
commit;
