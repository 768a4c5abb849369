-- Revert policies/private/address_throttles
begin;
set local role dochub_owner;
drop policy address_throttles_select_owner on private.address_throttles;
drop policy address_throttles_insert_owner on private.address_throttles;
drop policy address_throttles_update_owner on private.address_throttles;
drop policy address_throttles_delete_owner on private.address_throttles;
drop policy address_throttles_select_backup on private.address_throttles;
revoke all on table private.address_throttles from dochub_backup;
alter table private.address_throttles no force row level security;
alter table private.address_throttles disable row level security;
commit;
