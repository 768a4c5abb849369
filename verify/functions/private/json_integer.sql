-- Verify functions/private/json_integer
begin;
select 1 / (not has_function_privilege('public', 'private.json_integer(jsonb, text, bigint, bigint)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_integer(jsonb, text, bigint, bigint)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_integer(jsonb, text, bigint, bigint)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_integer(jsonb, text, bigint, bigint)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_integer(jsonb, text, bigint, bigint)', 'execute'))::int;
rollback;
