-- Revert functions/store/transfer_subscription: stamped from functions/store/transfer_subscription.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.transfer_subscription(uuid,uuid,jsonb,timestamp with time zone), public.transfer_subscription(uuid,uuid,jsonb);
commit;
