-- Deploy functions/handshake/json_hashes: stamped from functions/handshake/json_hashes.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.json_hashes(p_object jsonb, p_key text, p_max_items integer)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := nullif(p_object -> p_key, 'null');
begin
  if v_value is null then
    return null;
  elsif jsonb_typeof(v_value) = 'object' and (select count(*) from jsonb_object_keys(v_value)) <= p_max_items then
    perform from jsonb_each(v_value) as e
      where length(e.key) > 100 or jsonb_typeof(e.value) not in ('string', 'null') or length(e.value #>> '{}') > 100;
    if not found then
      return v_value;
    end if;
  end if;
  raise sqlstate 'PT400' using
    message = format('%s must be an object of at most %s names with their SHA-256, each of at most 100 characters', p_key, p_max_items);
end;
$$;
revoke all on function private.json_hashes(jsonb, text, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_hashes(jsonb, text, integer) is 'Member of a JSON argument as {name: hash}; a hash may be null (the name is held, its hash not known). NULL when absent or null; PT400 when it is something else or has more than p_max_items.';
commit;
