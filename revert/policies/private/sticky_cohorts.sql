-- Revert policies/private/sticky_cohorts
begin;
set local role dochub_owner;
drop policy sticky_cohorts_select_owner on private.sticky_cohorts;
drop policy sticky_cohorts_insert_owner on private.sticky_cohorts;
drop policy sticky_cohorts_update_owner on private.sticky_cohorts;
drop policy sticky_cohorts_delete_owner on private.sticky_cohorts;
drop policy sticky_cohorts_select_backup on private.sticky_cohorts;
revoke all on table private.sticky_cohorts from dochub_backup;
alter table private.sticky_cohorts no force row level security;
alter table private.sticky_cohorts disable row level security;
commit;
