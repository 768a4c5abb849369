-- Revert policies/private/store_transactions
begin;
set local role dochub_owner;
drop policy store_transactions_select_owner on private.store_transactions;
drop policy store_transactions_insert_owner on private.store_transactions;
drop policy store_transactions_update_owner on private.store_transactions;
drop policy store_transactions_delete_owner on private.store_transactions;
drop policy store_transactions_select_backup on private.store_transactions;
revoke all on table private.store_transactions from dochub_backup;
alter table private.store_transactions no force row level security;
alter table private.store_transactions disable row level security;
commit;
