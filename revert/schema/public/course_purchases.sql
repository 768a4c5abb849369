-- Revert schema/public/course_purchases
begin;
set local role dochub_owner;
drop trigger course_purchases_sync on public.course_purchases;
drop trigger course_purchases_identity on public.course_purchases;
drop table public.course_purchases;
commit;
