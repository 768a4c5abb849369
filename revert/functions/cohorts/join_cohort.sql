-- Revert functions/cohorts/join_cohort: stamped from functions/cohorts/join_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.join_by_domain(uuid,text,timestamp with time zone), private.institution(text,text,timestamp with time zone), private.join_cohort(uuid,text,text,timestamp with time zone), public.join_cohort(text);
commit;
