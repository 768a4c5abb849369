-- Verify functions/discounts/assert_discount_arguments
begin;
select 1 / (not has_function_privilege('public', 'private.assert_discount_arguments(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.assert_discount_arguments(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.assert_discount_arguments(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.assert_discount_arguments(text, text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.assert_discount_arguments(text, text, text, bigint, text)', 'execute'))::int;
rollback;
