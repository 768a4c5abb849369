-- Revert schema/public/subscription_events: stamped from schema/public/subscription_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.subscription_events;
commit;
