-- Revert functions/cohorts/explain_cohort
begin;
set local role dochub_owner;
drop function public.explain_cohort(uuid);
drop function private.explain_cohort(uuid, timestamptz);
commit;
