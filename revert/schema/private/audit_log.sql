-- Revert schema/private/audit_log: stamped from schema/private/audit_log.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.audit_log;
commit;
