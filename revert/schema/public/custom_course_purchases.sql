-- Revert schema/public/custom_course_purchases
begin;
set local role dochub_owner;
drop trigger custom_course_purchases_identity on public.custom_course_purchases;
drop table public.custom_course_purchases;
commit;
