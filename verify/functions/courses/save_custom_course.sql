-- Verify functions/courses/save_custom_course
begin;
select 1 / (not has_function_privilege('public', 'public.save_custom_course(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.save_custom_course(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.save_custom_course(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.save_custom_course(uuid, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.save_custom_course(uuid, jsonb)', 'execute'))::int;
rollback;
