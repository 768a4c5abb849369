-- Verify functions/logs/log_batch
begin;
select 1 / (not has_function_privilege('public', 'private.log_batch(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_batch(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_batch(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_batch(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_batch(jsonb, uuid, text, timestamptz)', 'execute'))::int;
rollback;
