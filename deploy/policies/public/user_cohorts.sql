-- Deploy policies/public/user_cohorts: stamped from policies/public/user_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read which cohort they are in; only functions assign it.
select private.drop_policies('public.user_cohorts');
alter table public.user_cohorts enable row level security;
alter table public.user_cohorts force row level security;

create policy user_cohorts_select_own on public.user_cohorts for select to authenticated
  using (user_cohorts.user_id = (select private.current_user_id()));
create policy user_cohorts_select_all on public.user_cohorts for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy user_cohorts_insert_owner on public.user_cohorts for insert to dochub_owner with check (true);
create policy user_cohorts_update_owner on public.user_cohorts for update to dochub_owner using (true) with check (true);
create policy user_cohorts_delete_owner on public.user_cohorts for delete to dochub_owner using (true);

revoke all on table public.user_cohorts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.user_cohorts to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy user_cohorts_select_own on public.user_cohorts is 'Users read their own cohort.';
comment on policy user_cohorts_select_all on public.user_cohorts is 'Administrators, edge functions and backups read every row; functions read assignments.';
comment on policy user_cohorts_insert_owner on public.user_cohorts is 'Functions assign.';
comment on policy user_cohorts_update_owner on public.user_cohorts is 'Functions reassign.';
comment on policy user_cohorts_delete_owner on public.user_cohorts is 'leave_cohort and erasure remove the assignment.';
commit;
