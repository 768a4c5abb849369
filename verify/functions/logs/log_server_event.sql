-- Verify functions/logs/log_server_event
begin;
select 1 / (not has_function_privilege('public', 'public.log_server_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.log_server_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.log_server_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.log_server_event(jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.log_server_event(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.log_server_event(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_server_event(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_server_event(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_server_event(jsonb, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_server_event(jsonb, uuid, timestamptz)', 'execute'))::int;
rollback;
