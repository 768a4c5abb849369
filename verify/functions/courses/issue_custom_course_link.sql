-- Verify functions/courses/issue_custom_course_link
begin;
select 1 / (not has_function_privilege('public', 'public.issue_custom_course_link(text, jsonb, jsonb, interval)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.issue_custom_course_link(text, jsonb, jsonb, interval)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.issue_custom_course_link(text, jsonb, jsonb, interval)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.issue_custom_course_link(text, jsonb, jsonb, interval)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.issue_custom_course_link(text, jsonb, jsonb, interval)', 'execute'))::int;
rollback;
