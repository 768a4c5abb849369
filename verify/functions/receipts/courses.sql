-- Verify functions/receipts/courses
begin;
select 1 / (not has_function_privilege('public', 'public.record_course_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.record_course_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.record_course_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.record_course_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.record_course_purchase(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.record_course_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.record_course_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.record_course_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.record_course_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.record_course_purchase(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.fulfil_redemption(uuid, uuid, timestamptz)', 'execute'))::int;
rollback;
