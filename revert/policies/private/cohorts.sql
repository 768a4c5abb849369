-- Revert policies/private/cohorts
begin;
set local role dochub_owner;
drop policy cohort_join_codes_select_all on private.cohort_join_codes;
drop policy cohort_join_codes_insert_owner on private.cohort_join_codes;
drop policy cohort_join_codes_update_owner on private.cohort_join_codes;
drop policy sticky_cohorts_select_all on private.sticky_cohorts;
drop policy sticky_cohorts_insert_owner on private.sticky_cohorts;
drop policy sticky_cohorts_update_owner on private.sticky_cohorts;
drop policy sticky_cohorts_delete_owner on private.sticky_cohorts;
revoke all on table private.cohort_join_codes from dochub_backup;
revoke all on table private.sticky_cohorts from dochub_backup;
alter table private.cohort_join_codes no force row level security;
alter table private.sticky_cohorts no force row level security;
alter table private.cohort_join_codes disable row level security;
alter table private.sticky_cohorts disable row level security;
commit;
