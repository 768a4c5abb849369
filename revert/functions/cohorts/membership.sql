-- Revert functions/cohorts/membership
begin;
set local role dochub_owner;
drop function private.move_cohort(uuid, text, text, text, boolean, timestamptz);
drop function private.stick_experiment(uuid, timestamptz);
drop function private.cohort_answer(uuid, timestamptz);
commit;
