-- Revert functions/receipts/refund
begin;
set local role dochub_owner;
drop function public.refund_credit_purchase(jsonb);
drop function public.refund_course_purchase(jsonb);
drop function private.refund(jsonb, text[], timestamptz);
drop function private.refund_argument(jsonb, timestamptz);
drop function private.apply_waiting_refunds(uuid, text, text, text, timestamptz);
drop function private.refund_answer(text, text, text, timestamptz);
drop function private.apply_credit_refund(uuid, private.store_refunds, timestamptz);
drop function private.apply_course_refund(uuid, private.store_refunds, timestamptz);
drop function private.set_course_refund(uuid, text, text, text, integer, timestamptz);
commit;
