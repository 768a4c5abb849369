-- Deploy functions/logs/log_row: stamped from functions/logs/log_row.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.log_row(p_event jsonb, p_user_id uuid, p_role text, p_at timestamptz)
returns public.app_logs
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_row public.app_logs;
  v_limits jsonb := '{"event_id": 128, "code": 100, "message": 8192, "session_id": 128, "app_version": 32, "platform": 32}'::jsonb;
  v_texts jsonb;
begin
  select jsonb_object_agg(l.key, private.log_text(p_event -> l.key)) into v_texts from jsonb_each(v_limits) as l;
  v_row.received_at := p_at;
  v_row.log_id := gen_random_uuid();
  v_row.user_id := p_user_id;
  v_row.role := left(p_role, 63);
  v_row.kind := coalesce(p_event ->> 'kind', 'log');
  v_row.level := coalesce(p_event ->> 'level', case v_row.kind when 'error' then 'error' else 'info' end);
  v_row.event_id := left(v_texts ->> 'event_id', 128);
  v_row.code := left(v_texts ->> 'code', 100);
  v_row.message := left(v_texts ->> 'message', 8192);
  v_row.session_id := left(v_texts ->> 'session_id', 128);
  v_row.app_version := left(v_texts ->> 'app_version', 32);
  v_row.platform := left(v_texts ->> 'platform', 32);
  v_row.context := private.log_context(p_event -> 'context');
  v_row.client_ts := private.log_client_ts(p_event);
  v_row.is_truncated := coalesce(v_row.context ? 'dropped' and not (p_event -> 'context') ? 'dropped', false)
    or exists (select from jsonb_each_text(v_texts) as t join jsonb_each_text(v_limits) as l using (key) where length(t.value) > l.value::integer);
  return v_row;
end;
$$;
revoke all on function private.log_row(jsonb, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_row(jsonb, uuid, text, timestamptz) is 'The row of app_logs that an event becomes: secrets redacted, then texts cut to the columns'' lengths; is_truncated says so. User, role and time are the server''s.';
commit;
