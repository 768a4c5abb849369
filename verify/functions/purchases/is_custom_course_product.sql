-- Verify functions/purchases/is_custom_course_product
begin;
select 1 / (not has_function_privilege('public', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
rollback;
