-- Revert functions/cohorts/remember_cohort
begin;
set local role dochub_owner;
drop function private.remember_cohort(uuid, timestamptz);
commit;
