-- Verify functions/cohorts/assign_cohort
begin;
select 1 / (not has_function_privilege('public', 'public.assign_cohort(uuid, text, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.assign_cohort(uuid, text, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.assign_cohort(uuid, text, boolean)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.assign_cohort(uuid, text, boolean)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.assign_cohort(uuid, text, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.assign_cohort(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.assign_cohort(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.assign_cohort(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.assign_cohort(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.assign_cohort(uuid, text, boolean, timestamptz)', 'execute'))::int;
rollback;
