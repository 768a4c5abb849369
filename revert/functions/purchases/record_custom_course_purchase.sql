-- Revert functions/purchases/record_custom_course_purchase
begin;
set local role dochub_owner;
drop function public.record_custom_course_purchase(uuid, uuid, jsonb);
commit;
