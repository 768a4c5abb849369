-- Revert functions/cohorts/cohort_answer
begin;
set local role dochub_owner;
drop function private.cohort_answer(uuid, timestamptz);
commit;
