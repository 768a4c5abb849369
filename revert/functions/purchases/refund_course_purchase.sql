-- Revert functions/purchases/refund_course_purchase
begin;
set local role dochub_owner;
drop function public.refund_course_purchase(jsonb);
commit;
