-- Verify functions/cohorts/explain_cohort
begin;
select 1 / (not has_function_privilege('public', 'public.explain_cohort(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.explain_cohort(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.explain_cohort(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.explain_cohort(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.explain_cohort(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.explain_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.explain_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.explain_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.explain_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.explain_cohort(uuid, timestamptz)', 'execute'))::int;
rollback;
