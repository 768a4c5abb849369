-- Verify functions/private/json_object_argument
begin;
select 1 / (not has_function_privilege('public', 'private.json_object_argument(text, jsonb, integer, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_object_argument(text, jsonb, integer, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_object_argument(text, jsonb, integer, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_object_argument(text, jsonb, integer, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_object_argument(text, jsonb, integer, text[])', 'execute'))::int;
rollback;
