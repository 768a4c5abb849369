-- Revert policies/public/subscription_events
begin;
set local role dochub_owner;
drop policy subscription_events_select_own on public.subscription_events;
drop policy subscription_events_select_all on public.subscription_events;
drop policy subscription_events_insert_owner on public.subscription_events;
revoke all on table public.subscription_events from authenticated, dochub_admin, dochub_backup, service_role;
grant all on table public.subscription_events to dochub_owner;
alter table public.subscription_events no force row level security;
alter table public.subscription_events disable row level security;
commit;
