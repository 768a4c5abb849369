-- Revert schema/private/store_products
begin;
set local role dochub_owner;
drop table private.store_products;
commit;
