-- Verify functions/credits/pay_debt
begin;
select 1 / (not has_function_privilege('public', 'private.pay_debt(integer, integer, jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.pay_debt(integer, integer, jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.pay_debt(integer, integer, jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.pay_debt(integer, integer, jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.pay_debt(integer, integer, jsonb, integer)', 'execute'))::int;
rollback;
