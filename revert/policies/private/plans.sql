-- Revert policies/private/plans
begin;
set local role dochub_owner;
drop policy plans_select_owner on private.plans;
drop policy plans_insert_owner on private.plans;
drop policy plans_update_owner on private.plans;
drop policy plans_delete_owner on private.plans;
drop policy plans_select_backup on private.plans;
revoke all on table private.plans from dochub_backup;
alter table private.plans no force row level security;
alter table private.plans disable row level security;
commit;
