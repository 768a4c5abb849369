-- Deploy policies/public/custom_course_purchases: stamped from policies/public/custom_course_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own purchases of custom courses; a purchase that nobody claimed yet is nobody's to read.
select private.drop_policies('public.custom_course_purchases');
alter table public.custom_course_purchases enable row level security;
alter table public.custom_course_purchases force row level security;

create policy custom_course_purchases_select_own on public.custom_course_purchases for select to authenticated
  using (custom_course_purchases.user_id = (select private.current_user_id()));
create policy custom_course_purchases_select_all on public.custom_course_purchases for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy custom_course_purchases_insert_owner on public.custom_course_purchases for insert to dochub_owner with check (true);
create policy custom_course_purchases_update_owner on public.custom_course_purchases for update to dochub_owner
  using (true) with check (true);

revoke all on table public.custom_course_purchases from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.custom_course_purchases to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy custom_course_purchases_select_own on public.custom_course_purchases is 'Users read their own purchases; a NULL user_id matches nobody.';
comment on policy custom_course_purchases_select_all on public.custom_course_purchases is 'Administrators, edge functions and backups read every row; functions look up purchases and link tokens.';
comment on policy custom_course_purchases_insert_owner on public.custom_course_purchases is 'Functions record purchases and issue links.';
comment on policy custom_course_purchases_update_owner on public.custom_course_purchases is 'Functions bind a claimed purchase, revoke links and refund.';
commit;
