-- Verify functions/referrals/payment_argument
begin;
select 1 / (not has_function_privilege('public', 'private.payment_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.payment_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.payment_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.payment_argument(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.payment_argument(jsonb)', 'execute'))::int;
rollback;
