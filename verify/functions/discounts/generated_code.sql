-- Verify functions/discounts/generated_code
begin;
select 1 / (not has_function_privilege('public', 'private.generated_code()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.generated_code()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.generated_code()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.generated_code()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.generated_code()', 'execute'))::int;
rollback;
