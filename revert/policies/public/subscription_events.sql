-- Revert policies/public/subscription_events: stamped from policies/public/subscription_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy subscription_events_insert_owner on public.subscription_events;
drop policy subscription_events_select_all on public.subscription_events;
drop policy subscription_events_select_own on public.subscription_events;
revoke all on table public.subscription_events from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
grant all on table public.subscription_events to dochub_owner;
alter table public.subscription_events no force row level security, disable row level security;
commit;
