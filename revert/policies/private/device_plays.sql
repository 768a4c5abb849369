-- Revert policies/private/device_plays
begin;
set local role dochub_owner;
drop policy device_plays_select_owner on private.device_plays;
drop policy device_plays_insert_owner on private.device_plays;
drop policy device_plays_update_owner on private.device_plays;
drop policy device_plays_delete_owner on private.device_plays;
drop policy device_plays_select_backup on private.device_plays;
revoke all on table private.device_plays from dochub_backup;
alter table private.device_plays no force row level security;
alter table private.device_plays disable row level security;
commit;
