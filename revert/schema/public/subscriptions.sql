-- Revert schema/public/subscriptions
begin;
set local role dochub_owner;
drop trigger subscriptions_sync on public.subscriptions;
drop table public.subscriptions;
commit;
