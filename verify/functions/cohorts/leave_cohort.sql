-- Verify functions/cohorts/leave_cohort
begin;
select 1 / (not has_function_privilege('public', 'public.leave_cohort()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.leave_cohort()', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.leave_cohort()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.leave_cohort()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.leave_cohort()', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.leave_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.leave_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.leave_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.leave_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.leave_cohort(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.leave_cohort_seat(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.leave_cohort_seat(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.leave_cohort_seat(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.leave_cohort_seat(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.leave_cohort_seat(uuid, timestamptz)', 'execute'))::int;
rollback;
