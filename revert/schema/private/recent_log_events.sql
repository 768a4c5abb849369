-- Revert schema/private/recent_log_events: stamped from schema/private/recent_log_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.recent_log_events;
commit;
