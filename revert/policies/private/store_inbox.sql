-- Revert policies/private/store_inbox
begin;
set local role dochub_owner;
drop policy store_inbox_select_owner on private.store_inbox;
drop policy store_inbox_insert_owner on private.store_inbox;
drop policy store_inbox_update_owner on private.store_inbox;
drop policy store_inbox_select_backup on private.store_inbox;
revoke all on table private.store_inbox from dochub_backup;
alter table private.store_inbox no force row level security;
alter table private.store_inbox disable row level security;
commit;
