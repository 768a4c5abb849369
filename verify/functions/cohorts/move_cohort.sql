-- Verify functions/cohorts/move_cohort
begin;
select 1 / (not has_function_privilege('public', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.move_cohort(uuid, text, text, text, boolean, timestamptz)', 'execute'))::int;
rollback;
