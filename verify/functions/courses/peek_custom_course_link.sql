-- Verify functions/courses/peek_custom_course_link
begin;
select 1 / (not has_function_privilege('public', 'public.peek_custom_course_link(text)', 'execute'))::int;
select 1 / (has_function_privilege('anon', 'public.peek_custom_course_link(text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.peek_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.peek_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.peek_custom_course_link(text)', 'execute'))::int;
rollback;
