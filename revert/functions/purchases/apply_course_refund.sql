-- Revert functions/purchases/apply_course_refund
begin;
set local role dochub_owner;
drop function private.apply_course_refund(uuid, private.store_refunds, timestamptz);
commit;
