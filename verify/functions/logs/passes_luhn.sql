-- Verify functions/logs/passes_luhn
begin;
select 1 / (not has_function_privilege('public', 'private.passes_luhn(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.passes_luhn(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.passes_luhn(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.passes_luhn(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.passes_luhn(text)', 'execute'))::int;
rollback;
