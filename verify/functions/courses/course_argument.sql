-- Verify functions/courses/course_argument
begin;
select 1 / (not has_function_privilege('public', 'private.course_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.course_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.course_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.course_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.course_argument(jsonb)', 'execute'))::int;
rollback;
