-- Verify functions/purchases/refund_course_purchase
begin;
select 1 / (not has_function_privilege('public', 'public.refund_course_purchase(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.refund_course_purchase(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.refund_course_purchase(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.refund_course_purchase(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.refund_course_purchase(jsonb)', 'execute'))::int;
rollback;
