-- Revert functions/purchases/record_course_purchase
begin;
set local role dochub_owner;
drop function public.record_course_purchase(uuid, jsonb);
commit;
