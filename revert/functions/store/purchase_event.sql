-- Revert functions/store/purchase_event: stamped from functions/store/purchase_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.refund_event(record,timestamp with time zone,boolean), private.take_purchase_event(text,record,timestamp with time zone);
commit;
