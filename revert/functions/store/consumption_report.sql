-- Revert functions/store/consumption_report: stamped from functions/store/consumption_report.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.dollar_bucket(numeric,boolean), private.consumption_report(uuid,text,text,text,timestamp with time zone), public.consumption_report(uuid,text,text,text);
commit;
