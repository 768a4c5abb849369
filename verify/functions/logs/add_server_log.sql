-- Verify functions/logs/add_server_log
begin;
select 1 / (not has_function_privilege('public', 'private.add_server_log(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.add_server_log(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.add_server_log(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.add_server_log(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.add_server_log(jsonb, uuid, timestamptz)', 'execute'))::int;
rollback;
