-- Revert schema/public/cohorts
begin;
set local role dochub_owner;
drop trigger cohorts_touch on public.cohorts;
drop table public.cohorts;
commit;
