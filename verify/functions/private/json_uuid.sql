-- Verify functions/private/json_uuid
begin;
select 1 / (not has_function_privilege('public', 'private.json_uuid(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_uuid(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_uuid(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_uuid(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_uuid(jsonb, text)', 'execute'))::int;
rollback;
