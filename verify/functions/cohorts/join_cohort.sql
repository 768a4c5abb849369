-- Verify functions/cohorts/join_cohort
begin;
select 1 / (not has_function_privilege('public', 'public.join_cohort(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.join_cohort(text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.join_cohort(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.join_cohort(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.join_cohort(text)', 'execute'))::int;
rollback;
