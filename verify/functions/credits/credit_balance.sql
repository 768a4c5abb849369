-- Verify functions/credits/credit_balance
begin;
select 1 / (not has_function_privilege('public', 'public.credit_balance(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.credit_balance(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.credit_balance(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.credit_balance(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.credit_balance(uuid)', 'execute'))::int;
rollback;
