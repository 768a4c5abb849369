-- Revert functions/receipts/credits: stamped from functions/receipts/credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.record_credit_purchase(uuid,jsonb,timestamp with time zone), public.record_credit_purchase(uuid,jsonb);
commit;
