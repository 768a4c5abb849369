-- Revert schema/private/device_plays: stamped from schema/private/device_plays.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.device_plays;
commit;
