-- Revert schema/private/store_transactions
begin;
set local role dochub_owner;
drop table private.store_transactions;
commit;
