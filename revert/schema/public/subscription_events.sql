-- Revert schema/public/subscription_events
begin;
set local role dochub_owner;
drop trigger subscription_events_append_only on public.subscription_events;
drop table public.subscription_events;
commit;
