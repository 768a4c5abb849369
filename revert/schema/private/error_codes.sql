-- Revert schema/private/error_codes: stamped from schema/private/error_codes.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.error_codes;
commit;
