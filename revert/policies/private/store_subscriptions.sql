-- Revert policies/private/store_subscriptions
begin;
set local role dochub_owner;
drop policy store_subscriptions_select_owner on private.store_subscriptions;
drop policy store_subscriptions_insert_owner on private.store_subscriptions;
drop policy store_subscriptions_update_owner on private.store_subscriptions;
drop policy store_subscriptions_delete_owner on private.store_subscriptions;
drop policy store_subscriptions_select_backup on private.store_subscriptions;
revoke all on table private.store_subscriptions from dochub_backup;
alter table private.store_subscriptions no force row level security;
alter table private.store_subscriptions disable row level security;
commit;
