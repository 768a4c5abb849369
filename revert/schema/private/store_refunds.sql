-- Revert schema/private/store_refunds: stamped from schema/private/store_refunds.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.store_refunds;
commit;
