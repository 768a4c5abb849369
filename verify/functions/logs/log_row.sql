-- Verify functions/logs/log_row
begin;
select 1 / (not has_function_privilege('public', 'private.log_row(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_row(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_row(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_row(jsonb, uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_row(jsonb, uuid, text, timestamptz)', 'execute'))::int;
rollback;
