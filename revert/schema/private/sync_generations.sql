-- Revert schema/private/sync_generations: stamped from schema/private/sync_generations.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table private.sync_generations;
commit;
