-- Revert functions/cohorts/leave_cohort_seat
begin;
set local role dochub_owner;
drop function private.leave_cohort_seat(uuid, timestamptz);
commit;
