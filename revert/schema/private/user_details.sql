-- Revert schema/private/user_details: stamped from schema/private/user_details.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.user_details;
commit;
