-- Verify functions/receipts/custom_courses
begin;
select 1 / (not has_function_privilege('public', 'public.record_custom_course_purchase(uuid, uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.record_custom_course_purchase(uuid, uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.record_custom_course_purchase(uuid, uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.record_custom_course_purchase(uuid, uuid, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.record_custom_course_purchase(uuid, uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.record_custom_course_purchase(uuid, uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_custom_course_product(text, text, text)', 'execute'))::int;
rollback;
