-- Verify functions/private/json_choice
begin;
select 1 / (not has_function_privilege('public', 'private.json_choice(jsonb, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.json_choice(jsonb, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.json_choice(jsonb, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.json_choice(jsonb, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.json_choice(jsonb, text, text[])', 'execute'))::int;
rollback;
