-- Revert functions/cohorts/save_cohort
begin;
set local role dochub_owner;
drop function public.save_cohort(jsonb);
commit;
