-- Revert policies/private/store_refunds
begin;
set local role dochub_owner;
drop policy store_refunds_select_owner on private.store_refunds;
drop policy store_refunds_insert_owner on private.store_refunds;
drop policy store_refunds_update_owner on private.store_refunds;
drop policy store_refunds_select_backup on private.store_refunds;
revoke all on table private.store_refunds from dochub_backup;
alter table private.store_refunds no force row level security;
alter table private.store_refunds disable row level security;
commit;
