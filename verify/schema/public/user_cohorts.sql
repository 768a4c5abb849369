-- Verify schema/public/user_cohorts
begin;
select user_id, slug, source, variant, is_locked, assigned_at from public.user_cohorts where false;
select 1 / (obj_description('public.user_cohorts'::regclass) is not null)::int;
rollback;
