-- Verify functions/entitlement/cohort
begin;
select 1 / (not has_function_privilege('public', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.user_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_variant(jsonb, text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.cohort_bucket(text, uuid)', 'execute'))::int;
rollback;
