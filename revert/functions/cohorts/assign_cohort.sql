-- Revert functions/cohorts/assign_cohort
begin;
set local role dochub_owner;
drop function public.assign_cohort(uuid, text, boolean);
drop function private.assign_cohort(uuid, text, boolean, timestamptz);
commit;
