-- Verify schema/public/app_logs
begin;
select received_at, log_id, user_id, role, event_id, kind, level, code, message, is_truncated, context, session_id, app_version, platform, client_ts from public.app_logs where false;
select 1 / (obj_description('public.app_logs'::regclass) is not null)::int;
select * from private.app_logs_default where false;
select 1 / (obj_description('private.app_logs_default'::regclass) is not null)::int;
rollback;
