-- Verify functions/purchases/choose_course_purchase
begin;
select 1 / (not has_function_privilege('public', 'private.choose_course_purchase(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.choose_course_purchase(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.choose_course_purchase(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.choose_course_purchase(uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.choose_course_purchase(uuid, text)', 'execute'))::int;
rollback;
