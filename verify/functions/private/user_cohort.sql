-- Verify functions/private/user_cohort
begin;
select 1 / (not has_function_privilege('public', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
rollback;
