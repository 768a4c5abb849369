-- Verify functions/purchases/apply_course_refund
begin;
select 1 / (not has_function_privilege('public', 'private.apply_course_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.apply_course_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.apply_course_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.apply_course_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.apply_course_refund(uuid, private.store_refunds, timestamptz)', 'execute'))::int;
rollback;
