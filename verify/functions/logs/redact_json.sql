-- Verify functions/logs/redact_json
begin;
select 1 / (not has_function_privilege('public', 'private.redact_json(jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.redact_json(jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.redact_json(jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.redact_json(jsonb, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.redact_json(jsonb, integer)', 'execute'))::int;
rollback;
