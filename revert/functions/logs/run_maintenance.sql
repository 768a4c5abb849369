-- Revert functions/logs/run_maintenance: stamped from functions/logs/run_maintenance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.tidy(text,timestamp with time zone,timestamp with time zone), private.run_maintenance();
commit;
