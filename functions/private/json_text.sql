create or replace function private.json_text(p_object jsonb, p_key text, p_max_length integer)
returns text
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
  elsif jsonb_typeof(v_value) <> 'string' or length(v_value #>> '{}') > p_max_length then
    raise sqlstate 'PT400' using message = format('%s must be a string of at most %s characters', p_key, p_max_length);
  end if;
  return v_value #>> '{}';
end;
$$;
revoke all on function private.json_text(jsonb, text, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_text(jsonb, text, integer) is 'Member of a JSON argument as text; NULL when absent or null; PT400 when it is no string or longer than the given number of characters.';
