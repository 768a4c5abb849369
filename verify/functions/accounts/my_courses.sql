-- Verify functions/accounts/my_courses
begin;
select 1 / (not has_function_privilege('public', 'public.my_courses()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.my_courses()', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.my_courses()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.my_courses()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.my_courses()', 'execute'))::int;
rollback;
