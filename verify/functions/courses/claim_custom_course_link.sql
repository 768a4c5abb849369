-- Verify functions/courses/claim_custom_course_link
begin;
select 1 / (not has_function_privilege('public', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.claim_custom_course_link(text)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.claim_custom_course_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claim_custom_course_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claim_custom_course_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claim_custom_course_link(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claim_custom_course_link(uuid, text, text, timestamptz)', 'execute'))::int;
rollback;
