-- Revert schema/public/ai_credit_purchases: stamped from schema/public/ai_credit_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.ai_credit_purchases;
commit;
