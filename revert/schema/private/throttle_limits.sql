-- Revert schema/private/throttle_limits: stamped from schema/private/throttle_limits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.throttle_limits;
commit;
