-- Verify functions/handshake/json_hashes
begin;
select 1 / (not has_function_privilege('public', 'private.json_hashes(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_hashes(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_hashes(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_hashes(jsonb, text, integer)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_hashes(jsonb, text, integer)', 'execute'))::int;
rollback;
