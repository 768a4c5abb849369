-- Deploy functions/logs/add_server_log: stamped from functions/logs/add_server_log.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.add_server_log(p_event jsonb, p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_message text := private.log_text(p_event -> 'message');
  v_request_id text := private.log_text(p_event -> 'request_id');
  v_context jsonb := private.log_context(p_event -> 'context');
begin
  insert into public.server_logs (
    received_at, user_id, function_name, request_id, level, message, is_truncated, context, status, duration_ms, environment)
  values (
    p_at, p_user_id, left(private.log_text(p_event -> 'function_name'), 100), left(v_request_id, 128), coalesce(p_event ->> 'level', 'info'),
    left(v_message, 8192),
    coalesce(length(v_message) > 8192, false) or coalesce(length(v_request_id) > 128, false)
      or coalesce(v_context ? 'dropped' and not (p_event -> 'context') ? 'dropped', false),
    v_context, (p_event ->> 'status')::integer, (p_event ->> 'duration_ms')::bigint, left(private.log_text(p_event -> 'environment'), 32));
end;
$$;
revoke all on function private.add_server_log(jsonb, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.add_server_log(jsonb, uuid, timestamptz) is 'Adds a row to server_logs from a checked event: secrets redacted, then texts cut.';
commit;
