-- Revert schema/private/address_throttles: stamped from schema/private/address_throttles.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.address_throttles;
commit;
