-- Revert policies/private/throttle_limits
begin;
set local role dochub_owner;
drop policy throttle_limits_select_owner on private.throttle_limits;
drop policy throttle_limits_insert_owner on private.throttle_limits;
drop policy throttle_limits_update_owner on private.throttle_limits;
drop policy throttle_limits_delete_owner on private.throttle_limits;
drop policy throttle_limits_select_backup on private.throttle_limits;
revoke all on table private.throttle_limits from dochub_backup;
alter table private.throttle_limits no force row level security;
alter table private.throttle_limits disable row level security;
commit;
