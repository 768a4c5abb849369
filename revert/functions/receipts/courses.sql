-- Revert functions/receipts/courses
begin;
set local role dochub_owner;
drop function public.record_course_purchase(uuid, jsonb);
drop function private.record_course_purchase(uuid, jsonb, timestamptz);
drop function private.fulfil_redemption(uuid, uuid, timestamptz);
commit;
