-- Verify functions/private/unsupported_number
begin;
select 1 / (not has_function_privilege('public', 'private.unsupported_number(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.unsupported_number(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.unsupported_number(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.unsupported_number(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.unsupported_number(jsonb)', 'execute'))::int;
rollback;
