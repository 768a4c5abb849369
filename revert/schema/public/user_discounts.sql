-- Revert schema/public/user_discounts: stamped from schema/public/user_discounts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.user_discounts;
commit;
