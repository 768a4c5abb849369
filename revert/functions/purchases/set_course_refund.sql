-- Revert functions/purchases/set_course_refund
begin;
set local role dochub_owner;
drop function private.set_course_refund(uuid, text, text, text, integer, timestamptz);
commit;
