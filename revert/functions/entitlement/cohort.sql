-- Revert functions/entitlement/cohort: stamped from functions/entitlement/cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.cohort_bucket(text,uuid), private.cohort_variant(jsonb,text,uuid), private.user_cohort(uuid,timestamp with time zone);
commit;
