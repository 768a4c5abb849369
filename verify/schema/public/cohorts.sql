-- Verify schema/public/cohorts
begin;
select slug, name, kind, splash, salt, variant_salt, bucket_from, bucket_to, variants, seats, seats_taken, domain, grant_plan, grant_courses, starts_at, ends_at, created_at, updated_at from public.cohorts where false;
select 1 / (obj_description('public.cohorts'::regclass) is not null)::int;
rollback;
