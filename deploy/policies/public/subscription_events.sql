-- Deploy policies/public/subscription_events: stamped from policies/public/subscription_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read the audit log of their own subscription; functions add to it and nobody changes it.
select private.drop_policies('public.subscription_events');
alter table public.subscription_events enable row level security;
alter table public.subscription_events force row level security;

create policy subscription_events_select_own on public.subscription_events for select to authenticated
  using (subscription_events.user_id = (select private.current_user_id()));
create policy subscription_events_select_all on public.subscription_events for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy subscription_events_insert_owner on public.subscription_events for insert to dochub_owner with check (true);

revoke all on table public.subscription_events from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.subscription_events to authenticated, dochub_admin, service_role, dochub_backup;
-- Append-only: the owner cannot take rows back either. UPDATE of user_id stays because a foreign key's check locks rows as the owner,
-- which takes UPDATE on some column; no policy and a trigger refuse the update itself.
revoke update, delete, truncate on table public.subscription_events from dochub_owner;
grant update (user_id) on table public.subscription_events to dochub_owner;

comment on policy subscription_events_select_own on public.subscription_events is 'Users read the log of their own subscription.';
comment on policy subscription_events_select_all on public.subscription_events is 'Administrators, edge functions and backups read every row; functions export the log.';
comment on policy subscription_events_insert_owner on public.subscription_events is 'Functions add an event when it is bound to a user.';
commit;
