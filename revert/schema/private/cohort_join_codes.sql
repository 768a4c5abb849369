-- Revert schema/private/cohort_join_codes: stamped from schema/private/cohort_join_codes.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.cohort_join_codes;
commit;
