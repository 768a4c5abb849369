-- Revert schema/public/app_logs: stamped from schema/public/app_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.app_logs_default, public.app_logs;
commit;
