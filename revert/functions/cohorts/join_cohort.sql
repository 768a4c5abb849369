-- Revert functions/cohorts/join_cohort
begin;
set local role dochub_owner;
drop function public.join_cohort(text);
commit;
