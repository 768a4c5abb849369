-- Revert functions/receipts/settle_purchase: stamped from functions/receipts/settle_purchase.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.set_course_refund(uuid,text,text,text,integer,timestamp with time zone), private.take_over_purchase(uuid,text,text,text,text,timestamp with time zone), private.settle_purchase(uuid,text,text,text,text[],timestamp with time zone), private.join_receipts(uuid,text,text,text,text,text[],timestamp with time zone), private.take_purchase(uuid,text,text,text,text,text[],timestamp with time zone);
commit;
