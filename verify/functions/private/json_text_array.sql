-- Verify functions/private/json_text_array
begin;
select 1 / (not has_function_privilege('public', 'private.json_text_array(jsonb, text, integer, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_text_array(jsonb, text, integer, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_text_array(jsonb, text, integer, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_text_array(jsonb, text, integer, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_text_array(jsonb, text, integer, integer)', 'execute'))::int;
rollback;
