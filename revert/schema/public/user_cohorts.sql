-- Revert schema/public/user_cohorts
begin;
set local role dochub_owner;
drop trigger user_cohorts_sync on public.user_cohorts;
drop table public.user_cohorts;
commit;
