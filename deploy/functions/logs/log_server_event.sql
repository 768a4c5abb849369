-- Deploy functions/logs/log_server_event: stamped from functions/logs/log_server_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.log_server_event(p_event jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_keys text[] := '{function_name, request_id, level, message, context, status, duration_ms, user_id, environment}'::text[];
  v_bytes integer;
  v_event jsonb;
  v_user_id uuid;
begin
  perform private.assert_writable();
  v_bytes := octet_length(private.log_payload_text(p_event));
  if p_event is not null and (v_bytes is null or v_bytes > 204800) then
    return private.refuse('payload_too_large', jsonb_build_object('bytes', v_bytes));
  end if;
  v_event := private.json_object_argument('p_event', p_event, 4194304, v_keys);
  perform private.json_required_text(v_event, 'function_name', 100);
  perform private.json_text(v_event, 'request_id', 204800);
  perform private.json_text(v_event, 'environment', 32);
  perform private.json_integer(v_event, 'status', 100, 599);
  perform private.json_integer(v_event, 'duration_ms', 0, 9007199254740991);
  if v_event ? 'level' then
    perform private.json_choice(v_event, 'level', '{debug, info, warning, error, fatal}');
  end if;
  -- A log must not depend on whether the account is still there; and must not stay behind it (see private.log_events).
  select p.user_id into v_user_id
    from public.user_profile as p
   where p.user_id = private.json_uuid(v_event, 'user_id') and p.erased_at is null
     for key share;
  perform private.log_server_event(v_event, v_user_id, now());
  return jsonb_build_object('ok', true, 'user_id', v_user_id);
end;
$$;
revoke all on function public.log_server_event(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.log_server_event(jsonb) to service_role;
comment on function public.log_server_event(jsonb) is 'Stores one log of an edge function.
p_event: {function_name (required, up to 100 characters), request_id, level, message, context, status, duration_ms, user_id, environment}.
level: debug, info (default), warning, error, fatal. message is cut to 8,192 characters, request_id to 128;
context is any JSON, and one of more than 65,536 characters or 32 levels is left out; the row then has is_truncated.
status: HTTP status that the function answered with, 100–599. duration_ms: milliseconds. environment: up to 32 characters.
What looks like a secret (tokens, passwords, e-mail addresses, card numbers) is replaced before anything is stored.
Answer: {ok, user_id}. user_id: as given, or null when there is no such account (any more): the log is stored without it.
Refusals: payload_too_large (413; more than 204,800 bytes). PT400 for a bad argument, PT405 for GET.
Example: POST /rpc/log_server_event {"p_event": {"function_name": "verify-receipt", "request_id": "req_5f2", "level": "error",
"message": "Store timed out", "status": 502, "duration_ms": 10003}}.';

create or replace function private.log_server_event(p_event jsonb, p_user_id uuid, p_at timestamptz)
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
revoke all on function private.log_server_event(jsonb, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_server_event(jsonb, uuid, timestamptz) is 'Adds a row to server_logs from a checked event: secrets redacted, then texts cut.';
commit;
