-- Revert schema/private/cohort_join_codes
begin;
set local role dochub_owner;
drop table private.cohort_join_codes;
commit;
