-- Verify functions/referrals/is_payment_refunded
begin;
select 1 / (not has_function_privilege('public', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_payment_refunded(text, text, text)', 'execute'))::int;
rollback;
