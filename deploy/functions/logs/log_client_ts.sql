-- Deploy functions/logs/log_client_ts: stamped from functions/logs/log_client_ts.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.log_client_ts(p_event jsonb)
returns timestamptz
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.json_timestamp(p_event, 'client_ts');
exception
  when sqlstate 'PT400' then
    return null;
end;
$$;
revoke all on function private.log_client_ts(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_client_ts(jsonb) is 'The client''s clock in a log event, however wrong; NULL when it is no time.';
commit;
