-- Revert functions/receipts/refund: stamped from functions/receipts/refund.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.refund_answer(text,text,text,timestamp with time zone), private.take_refund(private.store_refunds,text[],timestamp with time zone,boolean), private.refund(jsonb,text[],timestamp with time zone), public.refund_course_purchase(jsonb), public.refund_credit_purchase(jsonb);
commit;
