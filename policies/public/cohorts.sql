-- Cohorts hold salts and domains: staff read them, users learn of their own through handshake. One that is over stays: who was in it counts on.
select private.drop_policies('public.cohorts');
alter table public.cohorts enable row level security;
alter table public.cohorts force row level security;

create policy cohorts_select_all on public.cohorts for select to dochub_admin, service_role, dochub_backup, dochub_owner using (true);
create policy cohorts_insert_owner on public.cohorts for insert to dochub_owner with check (true);
create policy cohorts_update_owner on public.cohorts for update to dochub_owner using (true) with check (true);

revoke all on table public.cohorts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.cohorts to dochub_admin, service_role, dochub_backup;

comment on policy cohorts_select_all on public.cohorts is 'Administrators, edge functions and backups read every row; functions and deployments read cohorts.';
comment on policy cohorts_insert_owner on public.cohorts is 'save_cohort adds cohorts.';
comment on policy cohorts_update_owner on public.cohorts is 'save_cohort changes cohorts, joining and leaving count their seats.';
