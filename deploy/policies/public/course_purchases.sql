-- Deploy policies/public/course_purchases: stamped from policies/public/course_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read which courses they have; only functions record and revoke purchases.
select private.drop_policies('public.course_purchases');
alter table public.course_purchases enable row level security;
alter table public.course_purchases force row level security;

create policy course_purchases_select_own on public.course_purchases for select to authenticated
  using (course_purchases.user_id = (select private.current_user_id()));
create policy course_purchases_select_all on public.course_purchases for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy course_purchases_insert_owner on public.course_purchases for insert to dochub_owner with check (true);
create policy course_purchases_update_owner on public.course_purchases for update to dochub_owner using (true) with check (true);

revoke all on table public.course_purchases from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.course_purchases to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy course_purchases_select_own on public.course_purchases is 'Users read their own purchases.';
comment on policy course_purchases_select_all on public.course_purchases is 'Administrators, edge functions and backups read every row; functions read who has which course.';
comment on policy course_purchases_insert_owner on public.course_purchases is 'Functions record purchases, gifts and codes.';
comment on policy course_purchases_update_owner on public.course_purchases is 'Functions validate and revoke; what identifies a purchase is kept by a trigger.';
commit;
