-- Revert functions/cohorts/join_cohort
begin;
set local role dochub_owner;
drop function public.join_cohort(text);
drop function private.join_cohort(uuid, text, text, timestamptz);
drop function private.institution(text, text, timestamptz);
drop function private.join_by_domain(uuid, text, timestamptz);
commit;
