-- Verify schema/private/sticky_cohorts
begin;
select user_id, slug, variant, assigned_at from private.sticky_cohorts where false;
select 1 / (obj_description('private.sticky_cohorts'::regclass) is not null)::int;
rollback;
