-- Revert schema/private/store_subscriptions: stamped from schema/private/store_subscriptions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.store_subscriptions;
commit;
