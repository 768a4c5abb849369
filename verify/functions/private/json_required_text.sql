-- Verify functions/private/json_required_text
begin;
select 1 / (not has_function_privilege('public', 'private.json_required_text(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_required_text(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_required_text(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_required_text(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_required_text(jsonb, text, integer)', 'execute'))::int;
rollback;
