-- Revert schema/public/analytics: stamped from schema/public/analytics.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.analytics;
commit;
