-- Revert schema/public/analytics
begin;
set local role dochub_owner;
drop trigger analytics_live on public.analytics;
drop trigger analytics_touch on public.analytics;
drop table public.analytics;
commit;
