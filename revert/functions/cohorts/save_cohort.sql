-- Revert functions/cohorts/save_cohort: stamped from functions/cohorts/save_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.cohort_variants(jsonb), private.cohort_argument(jsonb,public.cohorts), public.save_cohort(jsonb);
commit;
