-- Verify schema/public/analytics
begin;
select user_id, analytics_id, course_code, custom_course_id, voice, induction, background, deepening, created_at, updated_at from public.analytics where false;
select 1 / (obj_description('public.analytics'::regclass) is not null)::int;
rollback;
