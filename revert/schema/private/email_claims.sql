-- Revert schema/private/email_claims: stamped from schema/private/email_claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.email_claims;
commit;
