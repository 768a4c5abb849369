-- Revert schema/public/custom_course_purchases
begin;
set local role dochub_owner;
drop table public.custom_course_purchases;
commit;
