-- Revert schema/public/server_logs: stamped from schema/public/server_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.server_logs_default, public.server_logs;
commit;
