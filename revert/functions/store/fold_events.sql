-- Revert functions/store/fold_events: stamped from functions/store/fold_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.fold_events(uuid,text,text,public.subscription_events[]);
commit;
