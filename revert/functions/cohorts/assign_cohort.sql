-- Revert functions/cohorts/assign_cohort: stamped from functions/cohorts/assign_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.assign_cohort(uuid,text,boolean,timestamp with time zone), public.assign_cohort(uuid,text,boolean);
commit;
