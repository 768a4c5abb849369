-- Revert functions/purchases/choose_course_purchase
begin;
set local role dochub_owner;
drop function private.choose_course_purchase(uuid, text);
commit;
