-- Verify functions/cohorts/membership
begin;
select 1 / (not has_function_privilege('public', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.stick_experiment(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.stick_experiment(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.stick_experiment(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.stick_experiment(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.stick_experiment(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_answer(uuid, timestamptz)', 'execute'))::int;
rollback;
