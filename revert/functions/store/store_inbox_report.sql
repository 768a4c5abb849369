-- Revert functions/store/store_inbox_report: stamped from functions/store/store_inbox_report.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.store_inbox_report(jsonb,timestamp with time zone), public.store_inbox_report(jsonb);
commit;
