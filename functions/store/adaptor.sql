create or replace function private.store_time(p_name text, p_value jsonb, p_per_second integer)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_value is null or p_value = 'null' then
    return null;
  elsif jsonb_typeof(p_value) not in ('number', 'string') or p_value #>> '{}' !~ '^[0-9]{1,14}$' then
    raise sqlstate 'PT400' using message = format('%s must be a time in units of 1/%s s since 1970', p_name, p_per_second);
  end if;
  return to_char(
    (timestamptz '1970-01-01 00:00:00+00' + ((p_value #>> '{}')::bigint * (1000 / p_per_second)) * interval '1 millisecond') at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end;
$$;
revoke all on function private.store_time(text, jsonb, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.store_time(text, jsonb, integer) is 'A time that a store counts since 1970, in milliseconds (p_per_second 1000) or seconds (1), a number or a string, as RFC 3339 in UTC.
NULL when absent or null; PT400, which names p_name, when it is something else.';
