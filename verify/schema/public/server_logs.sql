-- Verify schema/public/server_logs
begin;
select received_at, log_id, user_id, function_name, request_id, level, message, is_truncated, context, status, duration_ms, environment from public.server_logs where false;
select 1 / (obj_description('public.server_logs'::regclass) is not null)::int;
select * from private.server_logs_default where false;
select 1 / (obj_description('private.server_logs_default'::regclass) is not null)::int;
rollback;
