-- Revert schema/private/store_subscriptions
begin;
set local role dochub_owner;
drop table private.store_subscriptions;
commit;
