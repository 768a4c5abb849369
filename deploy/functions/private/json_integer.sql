-- Deploy functions/private/json_integer: stamped from functions/private/json_integer.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.json_integer(p_object jsonb, p_key text, p_min bigint, p_max bigint)
returns bigint
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := p_object -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  elsif jsonb_typeof(v_value) <> 'number' or v_value #>> '{}' !~ '^-?[0-9]{1,18}$'
     or (v_value #>> '{}')::bigint not between p_min and p_max then
    raise sqlstate 'PT400' using message = format('%s must be an integer from %s to %s', p_key, p_min, p_max);
  end if;
  return (v_value #>> '{}')::bigint;
end;
$$;
revoke all on function private.json_integer(jsonb, text, bigint, bigint) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_integer(jsonb, text, bigint, bigint) is 'Member of a JSON argument as an integer; NULL when absent or null; PT400 when it is no integer in the range.';
commit;
