create or replace function private.json_text_array(p_object jsonb, p_key text, p_max_items integer, p_max_length integer)
returns text[]
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
  elsif jsonb_typeof(v_value) = 'array' and jsonb_array_length(v_value) <= p_max_items then
    perform from jsonb_array_elements(v_value) as e where jsonb_typeof(e) <> 'string' or length(e #>> '{}') not between 1 and p_max_length;
    if not found then
      return array(select e #>> '{}' from jsonb_array_elements(v_value) with ordinality as a (e, n) order by a.n);
    end if;
  end if;
  raise sqlstate 'PT400' using
    message = format('%s must be an array of at most %s strings of 1 to %s characters', p_key, p_max_items, p_max_length);
end;
$$;
revoke all on function private.json_text_array(jsonb, text, integer, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_text_array(jsonb, text, integer, integer) is 'Member of a JSON argument as an array of strings; NULL when absent or null; PT400 when it is something else, too long or holds an empty string.';
