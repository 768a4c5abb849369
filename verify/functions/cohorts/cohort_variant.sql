-- Verify functions/cohorts/cohort_variant
begin;
select 1 / (not has_function_privilege('public', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
rollback;
