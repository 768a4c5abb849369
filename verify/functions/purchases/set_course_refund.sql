-- Verify functions/purchases/set_course_refund
begin;
select 1 / (not has_function_privilege('public', 'private.set_course_refund(uuid, text, text, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.set_course_refund(uuid, text, text, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.set_course_refund(uuid, text, text, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.set_course_refund(uuid, text, text, text, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.set_course_refund(uuid, text, text, text, integer, timestamptz)', 'execute'))::int;
rollback;
