-- Verify functions/cohorts/cohort_answer
begin;
select 1 / (not has_function_privilege('public', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
rollback;
