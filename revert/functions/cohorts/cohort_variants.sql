-- Revert functions/cohorts/cohort_variants
begin;
set local role dochub_owner;
drop function private.cohort_variants(jsonb);
commit;
