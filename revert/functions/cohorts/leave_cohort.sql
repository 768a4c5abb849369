-- Revert functions/cohorts/leave_cohort
begin;
set local role dochub_owner;
drop function public.leave_cohort();
drop function private.leave_cohort(uuid, timestamptz);
drop function private.leave_cohort_seat(uuid, timestamptz);
commit;
