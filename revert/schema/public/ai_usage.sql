-- Revert schema/public/ai_usage: stamped from schema/public/ai_usage.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.ai_usage;
commit;
