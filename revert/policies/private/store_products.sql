-- Revert policies/private/store_products
begin;
set local role dochub_owner;
drop policy store_products_select_owner on private.store_products;
drop policy store_products_insert_owner on private.store_products;
drop policy store_products_update_owner on private.store_products;
drop policy store_products_delete_owner on private.store_products;
drop policy store_products_select_backup on private.store_products;
revoke all on table private.store_products from dochub_backup;
alter table private.store_products no force row level security;
alter table private.store_products disable row level security;
commit;
