-- Revert schema/private/sticky_cohorts: stamped from schema/private/sticky_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.sticky_cohorts;
commit;
