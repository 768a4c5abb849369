-- Revert schema/private/credit_ledger: stamped from schema/private/credit_ledger.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.credit_ledger;
commit;
