-- Verify functions/cohorts/remember_cohort
begin;
select 1 / (not has_function_privilege('public', 'private.remember_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.remember_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.remember_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.remember_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.remember_cohort(uuid, timestamptz)', 'execute'))::int;
rollback;
