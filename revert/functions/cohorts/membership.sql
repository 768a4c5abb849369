-- Revert functions/cohorts/membership: stamped from functions/cohorts/membership.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.cohort_answer(uuid,timestamp with time zone), private.stick_experiment(uuid,timestamp with time zone), private.move_cohort(uuid,text,text,text,boolean,timestamp with time zone);
commit;
