-- Revert functions/cohorts/leave_cohort
begin;
set local role dochub_owner;
drop function public.leave_cohort();
commit;
