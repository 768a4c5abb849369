-- Revert functions/receipts/custom_courses
begin;
set local role dochub_owner;
drop function public.record_custom_course_purchase(uuid, uuid, jsonb);
drop function private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz);
drop function private.is_custom_course_product(text, text, text);
commit;
