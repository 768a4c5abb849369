-- Revert schema/private/stripe_payments: stamped from schema/private/stripe_payments.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.stripe_payments;
commit;
