-- Revert policies/public/subscriptions
begin;
set local role dochub_owner;
drop policy subscriptions_select_own on public.subscriptions;
drop policy subscriptions_select_all on public.subscriptions;
drop policy subscriptions_insert_owner on public.subscriptions;
drop policy subscriptions_update_owner on public.subscriptions;
drop policy subscriptions_delete_owner on public.subscriptions;
revoke all on table public.subscriptions from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.subscriptions no force row level security;
alter table public.subscriptions disable row level security;
commit;
