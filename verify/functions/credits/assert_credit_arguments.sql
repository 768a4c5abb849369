-- Verify functions/credits/assert_credit_arguments
begin;
select 1 / (not has_function_privilege('public', 'private.assert_credit_arguments(integer, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.assert_credit_arguments(integer, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.assert_credit_arguments(integer, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.assert_credit_arguments(integer, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.assert_credit_arguments(integer, text)', 'execute'))::int;
rollback;
