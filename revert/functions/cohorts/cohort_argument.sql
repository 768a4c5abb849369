-- Revert functions/cohorts/cohort_argument
begin;
set local role dochub_owner;
drop function private.cohort_argument(jsonb, public.cohorts);
commit;
