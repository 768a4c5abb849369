-- Deploy functions/private/json_boolean: stamped from functions/private/json_boolean.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.json_boolean(p_object jsonb, p_key text)
returns boolean
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
  elsif jsonb_typeof(v_value) <> 'boolean' then
    raise sqlstate 'PT400' using message = format('%s must be true or false', p_key);
  end if;
  return v_value::boolean;
end;
$$;
revoke all on function private.json_boolean(jsonb, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_boolean(jsonb, text) is 'Member of a JSON argument as a boolean; NULL when absent or null; PT400 when it is neither true nor false.';
commit;
