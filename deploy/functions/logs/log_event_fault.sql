-- Deploy functions/logs/log_event_fault: stamped from functions/logs/log_event_fault.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.log_event_fault(p_event jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when jsonb_typeof(p_event) <> 'object' then 'not_an_object'
    when p_event ->> 'kind' not in ('log', 'error', 'feedback') then 'unknown_kind'
    when p_event ->> 'level' not in ('debug', 'info', 'warning', 'error', 'fatal') then 'unknown_level'
  end;
end;
$$;
revoke all on function private.log_event_fault(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_event_fault(jsonb) is 'Why an event of log_events cannot be stored: not_an_object, unknown_kind, unknown_level; NULL when it can be.';
commit;
