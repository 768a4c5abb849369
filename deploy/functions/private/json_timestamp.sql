-- Deploy functions/private/json_timestamp: stamped from functions/private/json_timestamp.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.json_timestamp(p_object jsonb, p_key text)
returns timestamptz
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := p_object -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  elsif v_value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$' then
    begin
      return (v_value #>> '{}')::timestamptz;
    exception
      when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
        null;
    end;
  end if;
  raise sqlstate 'PT400' using
    message = format('%s must be a time with its offset', p_key),
    hint = 'RFC 3339, such as 2026-01-31T12:00:00Z.';
end;
$$;
revoke all on function private.json_timestamp(jsonb, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_timestamp(jsonb, text) is 'Member of a JSON argument as a time (RFC 3339 with an offset); NULL when absent or null; PT400 when it is something else.';
commit;
