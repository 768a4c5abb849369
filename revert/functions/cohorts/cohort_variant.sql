-- Revert functions/cohorts/cohort_variant
begin;
set local role dochub_owner;
drop function private.cohort_variant(jsonb, text, uuid);
commit;
