-- Revert functions/cohorts/save_cohort
begin;
set local role dochub_owner;
drop function public.save_cohort(jsonb);
drop function private.cohort_argument(jsonb, public.cohorts);
drop function private.cohort_variants(jsonb);
commit;
