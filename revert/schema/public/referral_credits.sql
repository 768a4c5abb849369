-- Revert schema/public/referral_credits: stamped from schema/public/referral_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.referral_credits;
commit;
