-- Verify functions/discounts/normalise_code
begin;
select 1 / (not has_function_privilege('public', 'private.normalise_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.normalise_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.normalise_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.normalise_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.normalise_code(text)', 'execute'))::int;
rollback;
