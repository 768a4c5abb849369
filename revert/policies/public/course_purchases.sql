-- Revert policies/public/course_purchases
begin;
set local role dochub_owner;
drop policy course_purchases_select_own on public.course_purchases;
drop policy course_purchases_select_all on public.course_purchases;
drop policy course_purchases_insert_owner on public.course_purchases;
drop policy course_purchases_update_owner on public.course_purchases;
revoke all on table public.course_purchases from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.course_purchases no force row level security;
alter table public.course_purchases disable row level security;
commit;
