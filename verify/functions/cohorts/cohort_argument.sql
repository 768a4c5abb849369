-- Verify functions/cohorts/cohort_argument
begin;
select 1 / (not has_function_privilege('public', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
rollback;
