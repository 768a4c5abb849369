-- Revert schema/public/manifest_cohorts
begin;
set local role dochub_owner;
drop table public.manifest_cohorts;
commit;
