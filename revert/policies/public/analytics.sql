-- Revert policies/public/analytics
begin;
set local role dochub_owner;
drop policy analytics_select_own on public.analytics;
drop policy analytics_insert_own on public.analytics;
drop policy analytics_update_own on public.analytics;
drop policy analytics_delete_own on public.analytics;
drop policy analytics_select_all on public.analytics;
drop policy analytics_delete_owner on public.analytics;
revoke all on table public.analytics from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.analytics no force row level security;
alter table public.analytics disable row level security;
commit;
