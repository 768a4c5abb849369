-- Verify functions/logs/log_payload_bytes
begin;
select 1 / (not has_function_privilege('public', 'private.log_payload_bytes(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_payload_bytes(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_payload_bytes(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_payload_bytes(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_payload_bytes(jsonb)', 'execute'))::int;
rollback;
