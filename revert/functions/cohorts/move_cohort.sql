-- Revert functions/cohorts/move_cohort
begin;
set local role dochub_owner;
drop function private.move_cohort(uuid, text, text, text, boolean, timestamptz);
commit;
