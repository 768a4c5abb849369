-- Revert policies/private/cohort_join_codes
begin;
set local role dochub_owner;
drop policy cohort_join_codes_select_owner on private.cohort_join_codes;
drop policy cohort_join_codes_insert_owner on private.cohort_join_codes;
drop policy cohort_join_codes_update_owner on private.cohort_join_codes;
drop policy cohort_join_codes_select_backup on private.cohort_join_codes;
revoke all on table private.cohort_join_codes from dochub_backup;
alter table private.cohort_join_codes no force row level security;
alter table private.cohort_join_codes disable row level security;
commit;
