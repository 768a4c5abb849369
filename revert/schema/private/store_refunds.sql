-- Revert schema/private/store_refunds
begin;
set local role dochub_owner;
drop table private.store_refunds;
commit;
