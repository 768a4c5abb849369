-- Revert policies/private/cohorts: stamped from policies/private/cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy cohort_join_codes_insert_owner on private.cohort_join_codes;
drop policy cohort_join_codes_select_all on private.cohort_join_codes;
drop policy cohort_join_codes_update_owner on private.cohort_join_codes;
revoke all on table private.cohort_join_codes from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.cohort_join_codes no force row level security, disable row level security;
drop policy sticky_cohorts_delete_owner on private.sticky_cohorts;
drop policy sticky_cohorts_insert_owner on private.sticky_cohorts;
drop policy sticky_cohorts_select_all on private.sticky_cohorts;
drop policy sticky_cohorts_update_owner on private.sticky_cohorts;
revoke all on table private.sticky_cohorts from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table private.sticky_cohorts no force row level security, disable row level security;
commit;
