-- Verify schema/public/manifest_cohorts
begin;
select manifest_id, slug, mode from public.manifest_cohorts where false;
select 1 / (obj_description('public.manifest_cohorts'::regclass) is not null)::int;
rollback;
