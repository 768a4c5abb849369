-- Revert schema/private/stripe_currencies: stamped from schema/private/stripe_currencies.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop table private.stripe_currencies;
commit;
