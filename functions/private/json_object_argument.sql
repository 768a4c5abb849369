create or replace function private.json_object_argument(p_name text, p_value jsonb, p_max_bytes integer, p_keys text[])
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text;
begin
  if jsonb_typeof(p_value) is distinct from 'object' then
    raise sqlstate 'PT400' using
      message = format('%s must be a JSON object', p_name),
      hint = format('Keys: %s.', array_to_string(p_keys, ', '));
  elsif pg_column_size(p_value) > p_max_bytes then
    raise sqlstate 'PT400' using
      message = format('%s is larger than %s bytes', p_name, p_max_bytes);
  end if;
  select k into v_key from jsonb_object_keys(p_value) as k where k <> all (p_keys) limit 1;
  if found then
    raise sqlstate 'PT400' using
      message = format('%s has an unknown key: %s', p_name, left(v_key, 64)),
      hint = format('Keys: %s.', array_to_string(p_keys, ', '));
  end if;
  return (select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(p_value) as e where e.value <> 'null');
end;
$$;
revoke all on function private.json_object_argument(text, jsonb, integer, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_object_argument(text, jsonb, integer, text[]) is 'Checks a jsonb argument of an API function (an object, of a size, with known keys only; else PT400) and returns it without its null members (those of the object itself, not deeper), so that null and absent are one.';
