-- Revert functions/cohorts/join_cohort: stamped from functions/cohorts/join_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.leave_cohort_seat(uuid,timestamp with time zone), private.leave_cohort(uuid,timestamp with time zone), public.leave_cohort(), private.join_by_domain(uuid,text,timestamp with time zone), private.institution(text,text,timestamp with time zone), private.join_cohort(uuid,text,text,timestamp with time zone), public.join_cohort(text);
commit;
