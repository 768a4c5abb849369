-- Verify functions/cohorts/save_cohort
begin;
select 1 / (not has_function_privilege('public', 'public.save_cohort(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.save_cohort(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.save_cohort(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.save_cohort(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.save_cohort(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_argument(jsonb, public.cohorts)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.cohort_variants(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_variants(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_variants(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_variants(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_variants(jsonb)', 'execute'))::int;
rollback;
