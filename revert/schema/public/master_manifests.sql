-- Revert schema/public/master_manifests: stamped from schema/public/master_manifests.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.master_manifests;
commit;
