-- Verify functions/private/json_timestamp
begin;
select 1 / (not has_function_privilege('public', 'private.json_timestamp(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_timestamp(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_timestamp(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_timestamp(jsonb, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_timestamp(jsonb, text)', 'execute'))::int;
rollback;
