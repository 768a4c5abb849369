-- Revert policies/public/cohorts
begin;
set local role dochub_owner;
drop policy cohorts_select_all on public.cohorts;
drop policy cohorts_insert_owner on public.cohorts;
drop policy cohorts_update_owner on public.cohorts;
drop policy cohorts_delete_owner on public.cohorts;
revoke all on table public.cohorts from dochub_admin, dochub_backup, service_role;
alter table public.cohorts no force row level security;
alter table public.cohorts disable row level security;
commit;
