-- Revert functions/cohorts/explain_cohort: stamped from functions/cohorts/explain_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.explain_cohort(uuid,timestamp with time zone), public.explain_cohort(uuid);
commit;
