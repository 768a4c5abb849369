-- Verify functions/courses/claim_custom_course_link
begin;
select 1 / (not has_function_privilege('public', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.claim_custom_course_link(text)', 'execute'))::int;
rollback;
