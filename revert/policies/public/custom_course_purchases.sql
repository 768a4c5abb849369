-- Revert policies/public/custom_course_purchases
begin;
set local role dochub_owner;
drop policy custom_course_purchases_select_own on public.custom_course_purchases;
drop policy custom_course_purchases_select_all on public.custom_course_purchases;
drop policy custom_course_purchases_insert_owner on public.custom_course_purchases;
drop policy custom_course_purchases_update_owner on public.custom_course_purchases;
revoke all on table public.custom_course_purchases from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.custom_course_purchases no force row level security;
alter table public.custom_course_purchases disable row level security;
commit;
