-- Verify functions/private/refuse
begin;
select 1 / (not has_function_privilege('public', 'private.refuse(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.refuse(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.refuse(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.refuse(text, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.refuse(text, jsonb)', 'execute'))::int;
rollback;
