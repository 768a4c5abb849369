-- Verify functions/credits/pay_debt
begin;
select 1 / (not has_function_privilege('public', 'private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.pay_debt(uuid, integer, integer, jsonb, integer, timestamptz)', 'execute'))::int;
rollback;
