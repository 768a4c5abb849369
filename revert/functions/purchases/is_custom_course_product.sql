-- Revert functions/purchases/is_custom_course_product
begin;
set local role dochub_owner;
drop function private.is_custom_course_product(text, text, text);
commit;
