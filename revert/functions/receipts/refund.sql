-- Revert functions/receipts/refund: stamped from functions/receipts/refund.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.set_course_refund(uuid,text,text,text,integer,timestamp with time zone), private.apply_course_refund(uuid,private.store_refunds,timestamp with time zone), private.apply_credit_refund(uuid,private.store_refunds,timestamp with time zone), private.refund_answer(text,text,text,timestamp with time zone), private.apply_waiting_refunds(uuid,text,text,text,text,timestamp with time zone), private.refund_argument(jsonb,timestamp with time zone), private.refund(jsonb,text[],timestamp with time zone), public.refund_course_purchase(jsonb), public.refund_credit_purchase(jsonb);
commit;
