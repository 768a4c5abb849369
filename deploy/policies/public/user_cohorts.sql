-- Deploy policies/public/user_cohorts: stamped from policies/public/user_cohorts.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Users read which cohort they are in; only functions assign it.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.user_cohorts'::regclass
  loop
    execute format('drop policy %I on public.user_cohorts', v_policy);
  end loop;
end
$$;
alter table public.user_cohorts enable row level security;
alter table public.user_cohorts force row level security;

create policy user_cohorts_select_authenticated on public.user_cohorts for select to authenticated
  using (user_cohorts.user_id = (select private.current_user_id()));
comment on policy user_cohorts_select_authenticated on public.user_cohorts is 'Users read their own cohort.';

create policy user_cohorts_select_admin on public.user_cohorts for select to dochub_admin
  using (true);
comment on policy user_cohorts_select_admin on public.user_cohorts is 'Administrators read every row.';

create policy user_cohorts_select_service on public.user_cohorts for select to service_role
  using (true);
comment on policy user_cohorts_select_service on public.user_cohorts is 'Edge functions (service_role) read every row.';

create policy user_cohorts_select_owner on public.user_cohorts for select to dochub_owner
  using (true);
comment on policy user_cohorts_select_owner on public.user_cohorts is 'Functions read assignments.';
create policy user_cohorts_insert_owner on public.user_cohorts for insert to dochub_owner
  with check (true);
comment on policy user_cohorts_insert_owner on public.user_cohorts is 'Functions assign.';
create policy user_cohorts_update_owner on public.user_cohorts for update to dochub_owner
  using (true)
  with check (true);
comment on policy user_cohorts_update_owner on public.user_cohorts is 'Functions reassign.';
create policy user_cohorts_delete_owner on public.user_cohorts for delete to dochub_owner
  using (true);
comment on policy user_cohorts_delete_owner on public.user_cohorts is 'leave_cohort and erasure remove the assignment.';

create policy user_cohorts_select_backup on public.user_cohorts for select to dochub_backup
  using (true);
comment on policy user_cohorts_select_backup on public.user_cohorts is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.user_cohorts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.user_cohorts to authenticated, dochub_admin, service_role, dochub_backup;
commit;
