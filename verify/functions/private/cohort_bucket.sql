-- Verify functions/private/cohort_bucket
begin;
select 1 / (not has_function_privilege('public', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
rollback;
